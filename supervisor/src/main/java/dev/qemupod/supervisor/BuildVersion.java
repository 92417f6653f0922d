package dev.qemupod.supervisor;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;

/**
 * What was built.
 *
 * @param version the Maven version
 * @param revision the commit, or {@code unknown}
 */
record BuildVersion(String version, String revision) {
  /** Reads what the build wrote into the jar. */
  static BuildVersion read() {
    Properties properties = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream("/build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException unreadable) {
      return new BuildVersion("unknown", "unknown");
    }
    return new BuildVersion(
        properties.getProperty("version", "unknown"),
        properties.getProperty("revision", "unknown"));
  }
}
