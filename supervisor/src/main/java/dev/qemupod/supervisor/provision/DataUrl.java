package dev.qemupod.supervisor.provision;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Content that stands in its URL (RFC 2397): {@code data:;base64,...}. */
final class DataUrl {
  private static final String SCHEME = "data:";
  private static final String BASE64 = ";base64";

  private DataUrl() {}

  /** The URL of some content. */
  static String of(byte[] content) {
    return SCHEME + BASE64 + "," + Base64.getEncoder().encodeToString(content);
  }

  /**
   * The content of a URL; empty if it is no such URL, can not be decoded, or is larger.
   *
   * @param gzip whether the content is to be decompressed
   * @param most the most bytes that are wanted
   */
  static Optional<byte[]> content(String url, boolean gzip, int most) {
    int comma = url.indexOf(',');
    if (comma < 0 || !url.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    boolean base64 = url.substring(0, comma).endsWith(BASE64);
    try {
      byte[] bytes = unescaped(url, comma + 1);
      byte[] decoded = base64 ? Base64.getDecoder().decode(bytes) : bytes;
      byte[] content = gzip ? decompressed(decoded, most) : decoded;
      return content.length > most ? Optional.empty() : Optional.of(content);
    } catch (IllegalArgumentException | IOException undecodable) {
      return Optional.empty();
    }
  }

  private static byte[] decompressed(byte[] content, int most) throws IOException {
    try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return plain.readNBytes(most + 1);
    }
  }

  private static byte[] unescaped(String url, int start) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(url.length() - start);
    byte[] text = url.substring(start).getBytes(StandardCharsets.UTF_8);
    int index = 0;
    while (index < text.length) {
      if (text[index] == '%') {
        bytes.write(digit(text, index + 1) << 4 | digit(text, index + 2));
        index += 3;
      } else {
        bytes.write(text[index]);
        index++;
      }
    }
    return bytes.toByteArray();
  }

  private static int digit(byte[] text, int index) {
    int value = index < text.length ? Character.digit(text[index], 16) : -1;
    if (value < 0) {
      throw new IllegalArgumentException("a percent sign without two digits");
    }
    return value;
  }
}
