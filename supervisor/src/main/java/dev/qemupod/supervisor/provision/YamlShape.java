package dev.qemupod.supervisor.provision;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds what can not be the YAML or JSON mapping that meta-data and network-config have to be. It
 * is no parser: cloud-init is.
 *
 * <p>Nothing of the content is ever quoted: it may hold secrets.
 */
final class YamlShape {
  private YamlShape() {}

  /** What the content must be and is not, with the fix; empty if it may well be a mapping. */
  static Optional<String> objection(byte[] content) {
    if (content.length > HeaderCheck.LARGEST_BYTES) {
      return Optional.of("must be at most 1 MiB, but is larger; name the right file");
    }
    String text = new String(content, StandardCharsets.UTF_8);
    if (text.isBlank()) {
      return Optional.of("must be a YAML or JSON mapping, but was empty; unset it");
    }
    if (text.indexOf('\0') >= 0) {
      return Optional.of("must be a YAML or JSON mapping, but was binary; save it as UTF-8 text");
    }
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      String line = text.substring(start, end).strip();
      if (says(line)) {
        return line.startsWith("{") || line.indexOf(':') >= 0
            ? Optional.empty()
            : Optional.of(NO_MAPPING);
      }
      start = end + 1;
    }
    return Optional.of("must be a YAML or JSON mapping, but has only comments; unset it");
  }

  private static final String NO_MAPPING =
      "must be a YAML or JSON mapping, but its first line has no colon; give the file's text"
          + " itself, not an encoded form";

  /** Whether a line is more than a comment, a directive or the beginning of a document. */
  private static boolean says(String line) {
    return !line.isEmpty()
        && !line.equals("\ufeff")
        && !line.startsWith("#")
        && !line.startsWith("%")
        && !line.equals("---");
  }

  /** Whether the text of a mapping has such a key, in the first column or in JSON. */
  static boolean mentions(byte[] content, String key) {
    String text = "\n" + new String(content, StandardCharsets.UTF_8);
    return text.contains("\n" + key + ":")
        || text.contains("\"" + key + "\"")
        || text.contains("'" + key + "'");
  }
}
