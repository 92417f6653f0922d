package dev.qemupod.supervisor.host;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kernel's small text files below a root, which is {@code /} in production and a folder
 * of files in tests.
 *
 * <p>Through {@link FileInputStream} rather than {@code Files}, because these reads come before
 * qemu is spawned and need no class that the JVM has not loaded already.
 */
final class SmallFiles {
  private final String root;

  SmallFiles(Path root) {
    String text = root.toString();
    this.root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** The file's text, or null when it can not be read for whatever reason. */
  @Nullable String read(String absolutePath) {
    try (FileInputStream in = new FileInputStream(root + absolutePath)) {
      return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return null;
    }
  }

  /** At most the file's first bytes, for files that grow with the node; null as {@link #read}. */
  @Nullable String readStart(String absolutePath, int bytes) {
    try (FileInputStream in = new FileInputStream(root + absolutePath)) {
      return new String(in.readNBytes(bytes), StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return null;
    }
  }

  /** How many entries the folder has; {@link KernelText#NONE} when it can not be read. */
  long entries(String absolutePath) {
    String[] names = new File(root + absolutePath).list();
    return names == null ? KernelText.NONE : names.length;
  }
}
