package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.host.ChildEnvironment;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs {@code qemu-img}, for changes only: nothing on the usual way to a start needs it. */
final class QemuImage {
  private static final String QCOW2 = "qcow2";

  /**
   * Clusters of 32 parts, of which each is allocated by itself (qemu's docs/interop/qcow2, extended
   * L2 entries; qemu 5.2 and newer): 4 KiB that the guest writes take 4 KiB of the volume, and
   * nothing around them is copied from the base.
   */
  private static final String LAYOUT = "cluster_size=128k,extended_l2=on";

  private final String binary;

  QemuImage(String binary) {
    this.binary = binary;
  }

  /** A new image; there must be nothing at the path that is to be kept. */
  void create(Path path, String format, long size) throws QemuImageException {
    List<String> arguments = new ArrayList<>(List.of("create", "-q", "-f", format));
    if (format.equals(QCOW2)) {
      arguments.addAll(List.of("-o", LAYOUT));
    }
    arguments.addAll(List.of(operand(path), Long.toString(size)));
    run(arguments);
  }

  /** A new overlay on a base, which is only read. */
  void createOverlay(Path path, DiskChange.Overlay overlay) throws QemuImageException {
    run(
        List.of(
            "create",
            "-q",
            "-f",
            QCOW2,
            "-o",
            LAYOUT,
            "-b",
            overlay.base().toAbsolutePath().toString(),
            "-F",
            overlay.baseFormat(),
            operand(path),
            Long.toString(overlay.size())));
  }

  /** Makes the image larger. */
  void grow(Path path, String format, long size) throws QemuImageException {
    run(List.of("resize", "-q", "-f", format, operand(path), Long.toString(size)));
  }

  /** An absolute path is never taken for an option or, with a colon in it, for a protocol. */
  private static String operand(Path path) {
    return path.toAbsolutePath().toString();
  }

  private void run(List<String> arguments) throws QemuImageException {
    List<String> command = new ArrayList<>();
    command.add(binary);
    command.addAll(arguments);
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      ChildEnvironment.clean(builder.environment());
      Process process = builder.start();
      byte[] output = process.getInputStream().readAllBytes();
      int exitCode = process.waitFor();
      if (exitCode != 0) {
        throw new QemuImageException(false, new String(output, StandardCharsets.UTF_8).strip());
      }
    } catch (IOException failed) {
      throw new QemuImageException(true, String.valueOf(failed.getMessage()));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new QemuImageException(false, "interrupted");
    }
  }

  /** {@code qemu-img} said no, or could not be run. */
  static final class QemuImageException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean notRun;

    QemuImageException(boolean notRun, String message) {
      super(message);
      this.notRun = notRun;
    }

    /** Whether there is no such program. */
    boolean notRun() {
      return notRun;
    }
  }
}
