package dev.qemupod.supervisor.provision;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of a CD's image while they are written, with the number formats of ECMA-119. */
final class IsoSectors {
  /** Of a path table that holds only the root. */
  static final int PATHS_LENGTH = 10;

  /** A directory record without its name (ECMA-119, 9.1). */
  private static final int RECORD = 33;

  private static final int DIRECTORY_FLAG = 2;

  /** An entry PX of RRIP 1991A. */
  private static final int PERMISSIONS = 36;

  /** 1970-01-01 00:00:00 UTC: a fixed time keeps the bytes the same. */
  private static final int[] TIME = {70, 1, 1, 0, 0, 0, 0};

  private static final int ROOT_READS_DIRECTORY = 0040500;
  private static final int ROOT_READS_FILE = 0100400;

  private final byte[] image;
  private int position;

  IsoSectors(int count) {
    image = new byte[count * IsoImage.SECTOR];
  }

  int count() {
    return image.length / IsoImage.SECTOR;
  }

  byte[] image() {
    return image;
  }

  /** Goes on at the beginning of a sector. */
  IsoSectors at(int sector) {
    position = sector * IsoImage.SECTOR;
    return this;
  }

  IsoSectors bytes(int... values) {
    for (int value : values) {
      image[position++] = (byte) value;
    }
    return this;
  }

  IsoSectors bytes(byte[] values) {
    System.arraycopy(values, 0, image, position, values.length);
    position += values.length;
    return this;
  }

  IsoSectors zeros(int count) {
    position += count;
    return this;
  }

  IsoSectors ascii(String text) {
    return bytes(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Text padded with spaces, in ASCII or in the UCS-2 of Joliet. */
  IsoSectors text(String text, int length, boolean wide) {
    int end = position + length;
    if (wide) {
      bytes(text.getBytes(StandardCharsets.UTF_16BE));
      while (position + 1 < end) {
        bytes(0, ' ');
      }
    } else {
      ascii(text);
      Arrays.fill(image, position, end, (byte) ' ');
    }
    position = end;
    return this;
  }

  IsoSectors little32(int value) {
    return bytes(value, value >> 8, value >> 16, value >> 24);
  }

  IsoSectors big32(int value) {
    return bytes(value >> 24, value >> 16, value >> 8, value);
  }

  IsoSectors both16(int value) {
    return bytes(value, value >> 8, value >> 8, value);
  }

  IsoSectors both32(int value) {
    return little32(value).big32(value);
  }

  /** The record of a directory itself (name 0) or of its parent (name 1). */
  void directoryRecord(int sector, int length, int name) {
    position = begin(sector, length, DIRECTORY_FLAG, new byte[] {(byte) name}, 0);
  }

  /** The root's own record, which says that true names follow (SUSP: SP; RRIP 1991A: ER, PX). */
  void rockRidgeRoot(int sector, int length) {
    int end = begin(sector, length, DIRECTORY_FLAG, new byte[] {0}, 7 + 18 + PERMISSIONS);
    ascii("SP").bytes(7, 1, 0xbe, 0xef, 0);
    ascii("ER").bytes(18, 1, 10, 0, 0, 1).ascii("RRIP_1991A");
    permissions(ROOT_READS_DIRECTORY, 2);
    position = end;
  }

  void rockRidgeParent(int sector, int length) {
    int end = begin(sector, length, DIRECTORY_FLAG, new byte[] {1}, PERMISSIONS);
    permissions(ROOT_READS_DIRECTORY, 2);
    position = end;
  }

  /** A file by its plain name, which only a reader without Rock Ridge shows, and its true one. */
  void rockRidgeFile(int sector, int length, String plainName, String name) {
    byte[] identifier = plainName.getBytes(StandardCharsets.US_ASCII);
    int end = begin(sector, length, 0, identifier, PERMISSIONS + 5 + name.length());
    permissions(ROOT_READS_FILE, 1);
    ascii("NM").bytes(5 + name.length(), 1, 0).ascii(name);
    position = end;
  }

  void jolietFile(int sector, int length, String name) {
    position = begin(sector, length, 0, name.getBytes(StandardCharsets.UTF_16BE), 0);
  }

  private void permissions(int mode, int links) {
    ascii("PX").bytes(PERMISSIONS, 1).both32(mode).both32(links).both32(0).both32(0);
  }

  /** Writes a directory record up to the system use field of that length; where the record ends. */
  private int begin(int sector, int length, int flags, byte[] name, int systemUse) {
    int start = position;
    int use = even(RECORD + name.length);
    int total = even(use + systemUse);
    bytes(total, 0).both32(sector).both32(length).bytes(TIME);
    bytes(flags, 0, 0).both16(1).bytes(name.length).bytes(name);
    position = start + use;
    return start + total;
  }

  private static int even(int length) {
    return length + (length & 1);
  }
}
