package dev.qemupod.supervisor.storage;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Bytes that give a format away.
 *
 * @param offset where they are
 * @param bytes in ISO 8859-1
 */
record HeaderSignature(String name, int offset, String bytes, String command) {
  /** Up to the volume descriptor of an ISO image. */
  static final int LONGEST = 1 << 16;

  private static final String CONVERT = "`qemu-img convert -O qcow2 % %.qcow2`";

  static final List<HeaderSignature> ALL =
      List.of(
          new HeaderSignature("a qcow (version 1) image", 0, "QFI\u00fb", CONVERT),
          new HeaderSignature("a VMDK image", 0, "KDMV", CONVERT),
          new HeaderSignature("a VMDK image", 0, "COWD", CONVERT),
          new HeaderSignature("a VMDK descriptor", 0, "# Disk DescriptorFile", CONVERT),
          new HeaderSignature("a VDI image", 64, "\u007f\u0010\u00da\u00be", CONVERT),
          new HeaderSignature("a VHDX image", 0, "vhdxfile", CONVERT),
          new HeaderSignature("a VHD image", 0, "conectix", CONVERT),
          new HeaderSignature("a QED image", 0, "QED\0", CONVERT),
          new HeaderSignature("a Parallels image", 0, "WithoutFreeSpace", CONVERT),
          new HeaderSignature("a Parallels image", 0, "WithouFreSpacExt", CONVERT),
          new HeaderSignature(
              "a LUKS container", 0, "LUKS\u00ba\u00be", "`cryptsetup luksOpen` on the node"),
          new HeaderSignature("gzip-compressed", 0, "\u001f\u008b", "`gunzip < % > %.image`"),
          new HeaderSignature("xz-compressed", 0, "\u00fd7zXZ\0", "`xz -dc % > %.image`"),
          new HeaderSignature("zstd-compressed", 0, "(\u00b5/\u00fd", "`zstd -dc % > %.image`"),
          new HeaderSignature("bzip2-compressed", 0, "BZh", "`bzip2 -dc % > %.image`"),
          new HeaderSignature("a zip archive", 0, "PK\u0003\u0004", "`unzip %`"),
          new HeaderSignature("a 7z archive", 0, "7z\u00bc\u00af'\u001c", "`7z x %`"),
          new HeaderSignature("a tar archive", 257, "ustar", "`tar -xf %`"));

  boolean matches(ByteBuffer head) {
    byte[] expected = bytes.getBytes(StandardCharsets.ISO_8859_1);
    if (head.limit() < offset + expected.length) {
      return false;
    }
    for (int index = 0; index < expected.length; index++) {
      if (head.get(offset + index) != expected[index]) {
        return false;
      }
    }
    return true;
  }
}
