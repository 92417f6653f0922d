package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {
  @Test
  void keepsOnlyWhatAProgramNeedsToFindItsFilesAndSpeak() {
    Map<String, String> environment =
        new HashMap<>(
            Map.of(
                "PATH", "/usr/bin",
                "LC_ALL", "C",
                "TZ", "UTC",
                "QEMU_IGNITION", "{\"passwd\":{}}",
                "DATABASE_PASSWORD", "secret",
                "JAVA_TOOL_OPTIONS", "-Xmx1g",
                "KUBERNETES_SERVICE_HOST", "10.0.0.1"));
    ChildEnvironment.clean(environment);
    assertEquals(Map.of("PATH", "/usr/bin", "LC_ALL", "C", "TZ", "UTC"), environment);
  }
}
