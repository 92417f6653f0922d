package dev.qemupod.supervisor.host;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the kernel's small text files below a root, which is {@code /} in production and a folder
 * of files in tests.
 *
 * <p>Through {@link FileInputStream} rather than {@code Files}, because these reads come before
 * qemu is spawned and need no class that the JVM has not loaded already.
 */
final class SmallFiles {
  /** Enough for nearly every such file; {@code readAllBytes} would take four pages for each. */
  private static final int USUAL = 4096;

  private final String root;

  SmallFiles(Path root) {
    String text = root.toString();
    this.root = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
  }

  /** The file's text, or null when it can not be read for whatever reason. */
  @Nullable String read(String absolutePath) {
    return readStart(absolutePath, Integer.MAX_VALUE);
  }

  /** At most the file's first bytes, for files that grow with the node; null as {@link #read}. */
  @Nullable String readStart(String absolutePath, int bytes) {
    try (FileInputStream in = new FileInputStream(root + absolutePath)) {
      byte[] text = new byte[Math.min(bytes, USUAL)];
      int length = 0;
      for (int read; (read = in.read(text, length, text.length - length)) > 0; ) {
        length += read;
        if (length == text.length && length < bytes) {
          text = Arrays.copyOf(text, Math.min(bytes, 2 * length));
        }
      }
      return new String(text, 0, length, StandardCharsets.ISO_8859_1);
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
