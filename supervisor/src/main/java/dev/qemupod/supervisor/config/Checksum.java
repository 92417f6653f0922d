package dev.qemupod.supervisor.config;

import java.util.Locale;

/** What an image's bytes, as they are downloaded, must hash to. */
public sealed interface Checksum {
  /**
   * The hash itself.
   *
   * @param hex in lower case; its length tells the algorithm
   */
  record Digest(String hex) implements Checksum {
    /** The name that {@code java.security} has for the algorithm. */
    public String algorithm() {
      return hex.length() == SHA512_DIGITS ? "SHA-512" : "SHA-256";
    }
  }

  /** A list of hashes and file names, such as SHA256SUMS, that has the image's. */
  record Listed(ImageUrl list) implements Checksum {}

  /** Hexadecimal digits of a SHA-256. */
  int SHA256_DIGITS = 64;

  /** Hexadecimal digits of a SHA-512. */
  int SHA512_DIGITS = 128;

  /** Reads a hash, with or without {@code sha256:} before it, or the URL of a list. */
  static Parsed<Checksum> parse(String text) {
    if (text.contains("://")) {
      return switch (ImageUrl.parse(text)) {
        case Parsed.Value<ImageUrl>(ImageUrl url) -> Parsed.value(new Listed(url));
        case Parsed.Rejected<ImageUrl>(String _, String detail, String fix) ->
            Parsed.rejected("a SHA-256 in hexadecimal or the URL of a list of them", detail, fix);
      };
    }
    String lower = text.toLowerCase(Locale.ROOT);
    int colon = lower.indexOf(':');
    String hex =
        lower.startsWith("sha256:") || lower.startsWith("sha512:")
            ? lower.substring(colon + 1)
            : lower;
    if (isDigest(hex)) {
      return Parsed.value(new Digest(hex));
    }
    return Parsed.rejected(
        "a SHA-256 in hexadecimal (64 digits) or the URL of a list of them",
        "copy it from the image's SHA256SUMS, or name that file's URL");
  }

  /** Whether this is a SHA-256 or a SHA-512 in lower case. */
  static boolean isDigest(String hex) {
    if (hex.length() != SHA256_DIGITS && hex.length() != SHA512_DIGITS) {
      return false;
    }
    for (int index = 0; index < hex.length(); index++) {
      char digit = hex.charAt(index);
      if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
        return false;
      }
    }
    return true;
  }
}
