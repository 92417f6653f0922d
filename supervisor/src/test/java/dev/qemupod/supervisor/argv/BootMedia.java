package dev.qemupod.supervisor.argv;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Disks and CDs whose boot sector writes one letter to the serial port and halts. */
final class BootMedia {
  private static final int SIZE = 1 << 20;
  private static final int SECTOR = 2048;

  private BootMedia() {}

  /** A hard disk with a boot sector. */
  static byte[] disk(char letter) {
    ByteBuffer image = ByteBuffer.allocate(SIZE);
    image.put(0, code(letter)).put(510, new byte[] {0x55, (byte) 0xaa});
    return bytes(image);
  }

  /** A hard disk that nothing was ever written to. */
  static byte[] blank() {
    return new byte[SIZE];
  }

  /** A CD that boots without emulation (the El Torito specification, version 1.0). */
  static byte[] cd(char letter) {
    ByteBuffer image = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
    put(image, 16, 0, "\u0001CD001\u0001");
    put(image, 17, 0, "\0CD001\u0001EL TORITO SPECIFICATION");
    image.putInt(17 * SECTOR + 0x47, 18);
    // Validation entry: its sixteen words add up to zero.
    image.putInt(18 * SECTOR, 1).putShort(18 * SECTOR + 28, (short) (0x10000 - 1 - 0xaa55));
    image.putShort(18 * SECTOR + 30, (short) 0xaa55);
    // Default entry: bootable, one 512-byte sector, at the next block.
    image.put(18 * SECTOR + 32, (byte) 0x88).putShort(18 * SECTOR + 38, (short) 1);
    image.putInt(18 * SECTOR + 40, 19).put(19 * SECTOR, code(letter));
    put(image, 20, 0, "\u00ffCD001\u0001");
    return bytes(image);
  }

  private static byte[] code(char letter) {
    int[] code = {
      0xba,
      0xf8,
      0x03, // mov dx, 0x3f8: COM1
      0xb0,
      letter, // mov al, letter
      0xee, // out dx, al
      0xba,
      0x04,
      0x06, // mov dx, 0x604: ACPI PM1a control, where SeaBIOS puts it
      0xb8,
      0x00,
      0x20, // mov ax, 0x2000: SLP_EN, S5
      0xef, // out dx, ax
      0xf4, // hlt
      0xeb,
      0xfd // jmp to it
    };
    byte[] bytes = new byte[code.length];
    for (int index = 0; index < code.length; index++) {
      bytes[index] = (byte) code[index];
    }
    return bytes;
  }

  private static void put(ByteBuffer image, int sector, int offset, String text) {
    image.put(sector * SECTOR + offset, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static byte[] bytes(ByteBuffer image) {
    byte[] bytes = new byte[image.capacity()];
    image.get(0, bytes);
    return bytes;
  }
}
