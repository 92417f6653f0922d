package dev.qemupod.supervisor.fetch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What must be known of a file that is half downloaded to go on with it.
 *
 * @param source the URL, without secrets
 * @param validator its ETag or the time it was last changed; empty: there is no going on
 * @param total bytes of the whole file, if the server told
 */
record PartState(String source, String validator, OptionalLong total) {
  private static final int LONGEST = 16 << 10;

  /** The state of nothing. */
  static PartState none(String source) {
    return new PartState(source, "", OptionalLong.empty());
  }

  /** The text of the file; a line each. */
  String text() {
    String size = total.isPresent() ? Long.toString(total.getAsLong()) : "";
    return "1\n" + source + "\n" + validator + "\n" + size + "\n";
  }

  /** Reads the text; empty: it is cut off, or of another version. */
  static Optional<PartState> parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length != 5 || !lines[0].equals("1") || !lines[4].isEmpty()) {
      return Optional.empty();
    }
    OptionalLong total = Numbers.parse(lines[3]);
    return total.isEmpty() && !lines[3].isEmpty()
        ? Optional.empty()
        : Optional.of(new PartState(lines[1], lines[2], total));
  }

  /** What an answer says of the file, if that can stand in a line. */
  static PartState of(String source, String etag, String lastModified, OptionalLong total) {
    // A weak ETag vouches for the meaning and not for the bytes.
    String validator = etag.isEmpty() || etag.startsWith("W/") ? lastModified : etag;
    boolean plain = validator.indexOf('\n') < 0 && validator.length() < LONGEST / 2;
    return new PartState(source, plain ? validator : "", total);
  }

  /** The state beside the file, if it is there and of this source; else that of nothing. */
  static PartState read(Path file, String source) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) > LONGEST) {
      return none(source);
    }
    Optional<PartState> state = parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    return state.filter(found -> found.source.equals(source)).orElseGet(() -> none(source));
  }

  void write(Path file) throws IOException {
    Path fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, text());
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
