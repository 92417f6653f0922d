package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.Quoted;
import dev.qemupod.supervisor.fetch.FetchException;
import dev.qemupod.supervisor.fetch.FetchException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells the format of a fetched image from its content, and refuses what could make qemu open
 * another file: whoever made the image could have it show the guest any file of the pod.
 *
 * <p>Formats whose images stand for themselves are converted by their own driver and no other, with
 * no backing file allowed. Those that mostly name other files (VMDK descriptors, qcow1, QED,
 * Parallels) are left to the user.
 */
final class SourceFormat {
  /** A descriptor within a VMDK has at most 20 sectors; it is looked for in more. */
  private static final int SEARCHED = 1 << 20;

  private static final int VMDK_CAPACITY = 12;

  private SourceFormat() {}

  /** The name of qemu's driver for the image. */
  static String of(Path file) throws IOException, FetchException {
    ByteBuffer head = head(file);
    ImageHeader header = ImageHeader.of(head);
    return switch (header) {
      case ImageHeader.Empty _ -> throw refused("is empty: see whether it is the right file");
      case ImageHeader.DamagedQcow2 _ ->
          throw refused("has a damaged qcow2 header: see whether the file is whole where it is");
      case ImageHeader.Qcow2(Qcow2Header qcow2) -> standalone(qcow2, file);
      case ImageHeader.Foreign(String name, String _) -> foreign(name, head);
      case ImageHeader.Unknown _ -> raw(head);
    };
  }

  private static String standalone(Qcow2Header header, Path file)
      throws IOException, FetchException {
    if (header.backingFile().isPresent()) {
      throw refused(
          "is an overlay on another file, "
              + Quoted.of(header.backingFile().get())
              + ", which could be any file of the pod: flatten it with `qemu-img convert` before"
              + " it is served");
    }
    Optional<String> problem = Qcow2Check.problem(header, size(file), Path.of("image"));
    if (problem.isPresent()) {
      throw refused(problem.get());
    }
    return "qcow2";
  }

  private static String foreign(String name, ByteBuffer head) throws FetchException {
    return switch (name) {
      case "a VMDK image" -> vmdk(head);
      case "a VDI image" -> "vdi";
      case "a VHDX image" -> "vhdx";
      case "a VHD image" -> "vpc";
      default ->
          throw refused(
              "is "
                  + name
                  + ", which is not made into a disk here: serve a qcow2 or raw image, packed by"
                  + " gzip, bzip2, xz or zstd or not at all");
    };
  }

  /** Without a capacity of its own, qemu reads a descriptor in it, which names other files. */
  private static String vmdk(ByteBuffer head) throws FetchException {
    boolean sparse = head.limit() >= 512 && head.get(0) == 'K';
    long capacity = sparse ? little(head, VMDK_CAPACITY) : 0;
    String text = StandardCharsets.ISO_8859_1.decode(head.duplicate().rewind()).toString();
    if (capacity == 0 || text.contains("parentFileNameHint")) {
      throw refused(
          "is a VMDK image that names other files: make one file of it with `qemu-img convert -O"
              + " qcow2` before it is served");
    }
    return "vmdk";
  }

  private static long little(ByteBuffer head, int position) {
    return head.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong(position);
  }

  private static String raw(ByteBuffer head) throws FetchException {
    int length = Math.min(head.limit(), 512);
    byte[] start = new byte[length];
    head.get(0, start);
    String text = new String(start, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) {
      throw refused("is a web page and no image: name the URL of the image itself");
    }
    return "raw";
  }

  /** As much of the file as is looked at. */
  static ByteBuffer head(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer head = ByteBuffer.allocate((int) Math.min(channel.size(), SEARCHED));
      while (head.hasRemaining() && channel.read(head) >= 0) {
        // Until the buffer is full or the file ends.
      }
      return head.flip();
    }
  }

  private static long size(Path file) throws IOException {
    return Files.size(file);
  }

  private static FetchException refused(String message) {
    return new FetchException(Kind.CONFIGURATION, message);
  }
}
