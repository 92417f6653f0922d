package dev.qemupod.supervisor.provision;

import dev.qemupod.supervisor.config.Content;
import dev.qemupod.supervisor.config.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Reads content whole, wherever it is given. */
final class ContentBytes {
  private ContentBytes() {}

  /**
   * The content; empty if it can not be read, which is then among the errors.
   *
   * @param largest bytes; of more, one more is read: the path may by mistake be that of a disk
   */
  static Optional<byte[]> read(Content content, int largest, List<Problem> errors) {
    try {
      return Optional.of(
          switch (content) {
            case Content.Inline(String variable, String text) ->
                text.getBytes(StandardCharsets.UTF_8);
            case Content.InFile(String variable, Path path) -> readSome(path, largest);
          });
    } catch (IOException unreadable) {
      errors.add(
          new Problem(
              content.variable(),
              "must name a file that can be read, but reading failed: "
                  + unreadable.getMessage()
                  + "; check the mount and its mode"));
      return Optional.empty();
    }
  }

  private static byte[] readSome(Path path, int largest) throws IOException {
    try (InputStream content = Files.newInputStream(path)) {
      return content.readNBytes(largest + 1);
    }
  }
}
