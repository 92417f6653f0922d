package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.log.JsonText;
import dev.qemupod.supervisor.log.LogText;
import dev.qemupod.supervisor.process.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * Tells Kubernetes how it ended: one line for a person, then compact JSON, in at most 4096 bytes,
 * which is what the kubelet reads of a termination message (kubernetes.io, "Determine the reason
 * for pod failure").
 *
 * <p>It quotes qemu, and qemu and the guest's agent quote the guest: nothing in it drives the
 * terminal of whoever has kubectl show it.
 */
public final class TerminationReport {
  /** Where the kubelet mounts the file unless the pod says otherwise. */
  public static final Path DEFAULT_PATH = Path.of("/dev/termination-log");

  private static final int LIMIT_BYTES = 4096;

  private TerminationReport() {}

  /**
   * Writes the report if the file is there; a container outside Kubernetes has none.
   *
   * @return why it could not be written, if the file is there but refuses
   */
  public static Optional<String> write(Path file, Ending ending) {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    try {
      Files.write(
          file,
          text(ending).getBytes(StandardCharsets.UTF_8),
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING);
      return Optional.empty();
    } catch (IOException failure) {
      return Optional.of(file + " could not be written: " + failure.getMessage());
    }
  }

  /** The report's text. qemu's oldest words are left out first where it would be too long. */
  static String text(Ending ending) {
    String message = LogText.visible(ending.message().replace('\n', ' '));
    for (int skipped = 0; skipped <= ending.stderrTail().size(); skipped++) {
      List<String> tail = ending.stderrTail().subList(skipped, ending.stderrTail().size());
      String text = text(ending, message, tail);
      if (text.getBytes(StandardCharsets.UTF_8).length <= LIMIT_BYTES) {
        return text;
      }
    }
    return text(ending, shortened(message), List.of());
  }

  private static String text(Ending ending, String message, List<String> tail) {
    StringBuilder json = new StringBuilder(message).append('\n');
    json.append("{\"exitCode\":").append(ending.code());
    json.append(",\"reason\":").append(JsonText.quote(ending.reason()));
    json.append(",\"qemuExit\":").append(exit(ending.qemuExit()));
    json.append(",\"lastState\":").append(JsonText.quote(ending.lastState()));
    json.append(",\"stderrTail\":[");
    for (int index = 0; index < tail.size(); index++) {
      json.append(index == 0 ? "" : ",").append(JsonText.quote(tail.get(index)));
    }
    return json.append("]}\n").toString();
  }

  private static String exit(Optional<ExitStatus> status) {
    if (status.isEmpty()) {
      return "null";
    }
    return switch (status.get()) {
      case ExitStatus.Exited(int code) -> "{\"code\":" + code + "}";
      case ExitStatus.Signalled(int signal) -> "{\"signal\":" + signal + "}";
    };
  }

  /** Cuts a message so that even with four bytes a character the report fits. */
  private static String shortened(String message) {
    int longest = LIMIT_BYTES / 4 - 100;
    return message.length() <= longest ? message : message.substring(0, longest) + "...";
  }
}
