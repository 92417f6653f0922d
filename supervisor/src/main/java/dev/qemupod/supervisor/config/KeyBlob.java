package dev.qemupod.supervisor.config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The middle of a line of {@code authorized_keys}: base64 of fields that each begin with their
 * length (RFC 4251, section 5), the first of which repeats the kind of the key (RFC 4253, section
 * 6.6). A key that lost its end when it was copied is found by that.
 */
final class KeyBlob {
  private KeyBlob() {}

  /** What is wrong with it, in words that follow "which"; empty if it is a key of that kind. */
  static String objection(String text, KeyType type) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException broken) {
      return "holds no base64 after its type";
    }
    if (text.length() % 4 != 0) {
      return "is cut short or was broken in two";
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    int length = fieldLength(rest);
    if (length < 0) {
      return "is cut short or was broken in two";
    }
    byte[] inner = new byte[length];
    rest.get(inner);
    if (!new String(inner, StandardCharsets.ISO_8859_1).equals(type.name())) {
      return "says one type and holds another";
    }
    return type.fields() < 0 || hasFields(rest, type.fields())
        ? ""
        : "is cut short or was broken in two";
  }

  private static boolean hasFields(ByteBuffer rest, int count) {
    for (int field = 0; field < count; field++) {
      int length = fieldLength(rest);
      if (length <= 0) {
        return false;
      }
      rest.position(rest.position() + length);
    }
    return !rest.hasRemaining();
  }

  /** The length of the field that begins here, which is all there; -1: it is not. */
  private static int fieldLength(ByteBuffer rest) {
    if (rest.remaining() < Integer.BYTES) {
      return -1;
    }
    int length = rest.getInt();
    return length <= rest.remaining() ? length : -1;
  }
}
