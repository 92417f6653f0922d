package dev.qemupod.supervisor.provision;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Reads an image's root by the standard, in each of its three forms. */
final class IsoReader {
  private final ByteBuffer image;
  private final byte[] bytes;

  IsoReader(byte[] bytes) {
    this.bytes = bytes;
    this.image = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  String label() {
    return new String(bytes, (16 << 11) + 40, 32, StandardCharsets.US_ASCII).strip();
  }

  /** By the names of ISO 9660 alone. */
  Map<String, byte[]> plain() {
    return read(16, StandardCharsets.US_ASCII, false);
  }

  Map<String, byte[]> joliet() {
    return read(17, StandardCharsets.UTF_16BE, false);
  }

  Map<String, byte[]> rockRidge() {
    return read(16, StandardCharsets.US_ASCII, true);
  }

  private Map<String, byte[]> read(int descriptor, Charset names, boolean rockRidge) {
    int root = (descriptor << 11) + 156;
    int position = image.getInt(root + 2) << 11;
    int end = position + image.getInt(root + 10);
    Map<String, byte[]> files = new TreeMap<>();
    String last = "";
    while (position < end && bytes[position] != 0) {
      int length = bytes[position] & 0xff;
      int nameLength = bytes[position + 32];
      String name = new String(bytes, position + 33, nameLength, names);
      if ((bytes[position + 25] & 2) == 0) {
        if (name.compareTo(last) <= 0) {
          throw new AssertionError(name + " is not after " + last);
        }
        last = name;
        int use = position + 33 + nameLength + (nameLength + 1) % 2;
        int start = image.getInt(position + 2) << 11;
        files.put(
            rockRidge ? trueName(use, position + length) : name,
            Arrays.copyOfRange(bytes, start, start + image.getInt(position + 10)));
      }
      position += length;
    }
    return files;
  }

  private String trueName(int start, int end) {
    int position = start;
    while (position + 4 <= end) {
      if (bytes[position] == 'N' && bytes[position + 1] == 'M') {
        return new String(bytes, position + 5, bytes[position + 2] - 5, StandardCharsets.US_ASCII);
      }
      position += bytes[position + 2];
    }
    throw new AssertionError("no NM");
  }
}
