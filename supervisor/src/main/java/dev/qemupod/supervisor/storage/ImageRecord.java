package dev.qemupod.supervisor.storage;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a fetched image was made of, kept in a file beside it: so that it is not taken for another
 * one once the variables change.
 *
 * @param source the URL, without secrets
 * @param sha256 of the file as it was downloaded
 * @param sha512 of the same, if it was asked for; else empty
 */
record ImageRecord(String source, String sha256, String sha512) {
  private static final int LONGEST = 64 << 10;

  static Path path(Path image) {
    return image.resolveSibling("." + image.getFileName() + ".source");
  }

  /** The record of the image; empty: there is none that can be read. */
  static Optional<ImageRecord> of(Path image) {
    Path file = path(image);
    try {
      return Files.isRegularFile(file) && Files.size(file) <= LONGEST
          ? parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  /** Reads the file's text: a name and a value a line; what it does not know is left alone. */
  static Optional<ImageRecord> parse(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    for (String line : text.split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values.putIfAbsent(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    String source = values.getOrDefault("url", "");
    String hash = values.getOrDefault("sha256", "");
    return source.isEmpty() || hash.isEmpty()
        ? Optional.empty()
        : Optional.of(new ImageRecord(source, hash, values.getOrDefault("sha512", "")));
  }

  /** The file's text. */
  String text() {
    return "url="
        + source
        + "\nsha256="
        + sha256
        + "\n"
        + (sha512.isEmpty() ? "" : "sha512=" + sha512 + "\n");
  }
}
