package dev.qemupod.supervisor.fetch;

import dev.qemupod.supervisor.config.Checksum;
import java.util.Locale;
import java.util.Optional;

/**
 * A list of hashes and file names: what {@code sha256sum} writes, with or without {@code --tag} (as
 * BSD and Fedora do), or a file with nothing but a hash in it.
 */
final class ChecksumList {
  private ChecksumList() {}

  /**
   * The hash of the file of this name; the longer one if there are two. Empty: there is none, or
   * two of the same length that differ.
   */
  static Optional<Checksum.Digest> find(String list, String fileName) {
    String found = "";
    boolean ambiguous = false;
    for (String line : list.split("\\R", -1)) {
      Optional<Line> read = read(line.strip());
      if (read.isPresent() && read.get().names(fileName)) {
        String hex = read.get().hex;
        ambiguous =
            hex.length() == found.length()
                ? ambiguous || !hex.equals(found)
                : ambiguous && hex.length() < found.length();
        found = hex.length() > found.length() ? hex : found;
      }
    }
    if (found.isEmpty()) {
      found = alone(list);
    }
    return found.isEmpty() || ambiguous
        ? Optional.empty()
        : Optional.of(new Checksum.Digest(found));
  }

  private record Line(String hex, String name) {
    boolean names(String fileName) {
      String last = name.substring(name.lastIndexOf('/') + 1);
      return !last.isEmpty() && last.equals(fileName);
    }
  }

  private static Optional<Line> read(String line) {
    int open = line.indexOf(" (");
    int close = line.lastIndexOf(") = ");
    if (open > 0 && close > open && line.substring(0, open).startsWith("SHA")) {
      return line(line.substring(close + 4), line.substring(open + 2, close));
    }
    int space = line.indexOf(' ');
    if (space < 0) {
      return Optional.empty();
    }
    String name = line.substring(space + 1).strip();
    return line(line.substring(0, space), name.startsWith("*") ? name.substring(1) : name);
  }

  private static Optional<Line> line(String hash, String name) {
    String hex = hash.strip().toLowerCase(Locale.ROOT);
    return Checksum.isDigest(hex) ? Optional.of(new Line(hex, name)) : Optional.empty();
  }

  /** The hash that is the whole file; empty if the file is anything else. */
  private static String alone(String list) {
    String hex = list.strip().toLowerCase(Locale.ROOT);
    return Checksum.isDigest(hex) ? hex : "";
  }
}
