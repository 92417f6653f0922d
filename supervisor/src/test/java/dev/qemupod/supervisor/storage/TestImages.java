package dev.qemupod.supervisor.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Images written by hand, so that unit tests need no qemu-img. */
final class TestImages {
  static final long GIB = 1L << 30;

  private TestImages() {}

  /** An empty qcow2 version 3 image, as qemu-img makes it. */
  static ByteBuffer qcow2(long size) {
    ByteBuffer image = ByteBuffer.allocate(4 << 16);
    image.putInt(0, Qcow2Header.MAGIC).putInt(4, 3).putInt(20, 16).putLong(24, size);
    image.putInt(36, 1).putLong(40, 3 << 16).putLong(48, 1 << 16).putInt(56, 1);
    return image.putInt(96, 4).putInt(100, 104);
  }

  /** The same, on a base. */
  static ByteBuffer overlay(long size, String base, String format) {
    ByteBuffer image = qcow2(size);
    byte[] formatName = format.getBytes(StandardCharsets.UTF_8);
    image.putInt(104, 0xe2792aca).putInt(108, formatName.length).put(112, formatName);
    byte[] baseName = base.getBytes(StandardCharsets.UTF_8);
    return image.putLong(8, 512).putInt(16, baseName.length).put(512, baseName);
  }

  static Path write(Path path, ByteBuffer image) throws IOException {
    return Files.write(path, bytes(image));
  }

  static byte[] bytes(ByteBuffer image) {
    byte[] bytes = new byte[image.capacity()];
    image.get(0, bytes);
    return bytes;
  }

  /** A raw image, or any other file: bytes that are no header. */
  static Path writeRaw(Path path, int length) throws IOException {
    byte[] content = new byte[length];
    for (int index = 0; index < length; index++) {
      content[index] = (byte) (index * 31 + 7);
    }
    return Files.write(path, content);
  }
}
