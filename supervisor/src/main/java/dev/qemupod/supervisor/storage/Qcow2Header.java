package dev.qemupod.supervisor.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The header of a qcow2 image (qemu's {@code docs/interop/qcow2.txt}).
 *
 * @param virtualSize bytes the guest sees
 * @param backingFile the base image, as the header names it
 * @param backingFormat the base image's format, as the header names it
 * @param encrypted whether a key is needed
 * @param externalData whether the content is in another file
 * @param corrupt whether qemu marked it corrupt
 * @param unknownFeatures incompatible features that no qemu of today knows
 * @param tableEnd the file must be at least this long
 */
record Qcow2Header(
    long virtualSize,
    Optional<String> backingFile,
    Optional<String> backingFormat,
    boolean encrypted,
    boolean externalData,
    boolean corrupt,
    boolean unknownFeatures,
    long tableEnd) {
  static final int MAGIC = 0x514649fb;

  private static final int VERSION_2_LENGTH = 72;
  private static final int VERSION_3_LENGTH = 104;
  private static final int LONGEST_BACKING_FILE = 1023;
  private static final int BACKING_FORMAT = 0xe2792aca;
  private static final long CORRUPT = 1 << 1;
  private static final long EXTERNAL_DATA = 1 << 2;

  /** Dirty, corrupt, external data, compression type, extended L2 entries. */
  private static final long KNOWN_FEATURES = 0x1f;

  /** Reads the header at the start of the buffer; empty: it is cut off or nonsense. */
  static Optional<Qcow2Header> parse(ByteBuffer head) {
    int length = head.limit();
    if (length < VERSION_2_LENGTH) {
      return Optional.empty();
    }
    int version = head.getInt(4);
    int clusterBits = head.getInt(20);
    boolean three = version == 3;
    boolean sane = (version == 2 || three) && clusterBits >= 9 && clusterBits <= 21;
    if (!sane || head.getLong(24) < 0 || (three && length < VERSION_3_LENGTH)) {
      return Optional.empty();
    }
    int headerLength = three ? head.getInt(100) : VERSION_2_LENGTH;
    long features = three ? head.getLong(72) : 0;
    long nameOffset = head.getLong(8);
    int nameLength = head.getInt(16);
    boolean named = nameOffset != 0;
    long tableOffset = head.getLong(40);
    int tableEntries = head.getInt(36);
    long tableEnd = tableOffset + 8L * tableEntries;
    if ((named && !within(nameOffset, nameLength, length))
        || nameLength > LONGEST_BACKING_FILE
        || tableOffset < 0
        || tableEntries < 0
        || tableEnd < 0
        || headerLength < VERSION_2_LENGTH
        || headerLength > length) {
      return Optional.empty();
    }
    return Optional.of(
        new Qcow2Header(
            head.getLong(24),
            named ? Optional.of(text(head, (int) nameOffset, nameLength)) : Optional.empty(),
            backingFormat(head, headerLength),
            head.getInt(32) != 0,
            (features & EXTERNAL_DATA) != 0,
            (features & CORRUPT) != 0,
            (features & ~KNOWN_FEATURES) != 0,
            tableEnd));
  }

  /** Header extensions follow the header: type, length, data padded to 8 bytes; type 0 ends. */
  private static Optional<String> backingFormat(ByteBuffer head, int headerLength) {
    int position = headerLength;
    while (position + 8 <= head.limit()) {
      int type = head.getInt(position);
      int length = head.getInt(position + 4);
      if (type == 0 || !within(position + 8L, length, head.limit())) {
        return Optional.empty();
      }
      if (type == BACKING_FORMAT) {
        return Optional.of(text(head, position + 8, length));
      }
      position += 8 + (length + 7) / 8 * 8;
    }
    return Optional.empty();
  }

  private static boolean within(long offset, int count, int length) {
    return offset >= 0 && count >= 0 && offset <= length && count <= length - offset;
  }

  private static String text(ByteBuffer head, int offset, int length) {
    byte[] bytes = new byte[length];
    head.get(offset, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
