package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.fetch.FetchException;
import dev.qemupod.supervisor.fetch.FetchException.Kind;
import dev.qemupod.supervisor.fetch.StopSwitch;
import dev.qemupod.supervisor.host.ChildEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.LongConsumer;

/**
 * Unpacks a file by the program that is made for it, and leaves holes where there are only zeros.
 *
 * <p>By a program, because what unpacks strong compression needs more memory than the whole heap of
 * the supervisor, and since it reads what a stranger has made.
 */
final class Unpacker {
  /** A block of a file system: what is all zeros need not be written. */
  private static final int BLOCK = 4096;

  private static final int BUFFER = 64 * BLOCK;

  private final long most;
  private final StopSwitch stop;
  private final LongConsumer progress;

  /**
   * One that writes at most this much.
   *
   * @param progress told how many bytes were unpacked
   */
  Unpacker(long most, StopSwitch stop, LongConsumer progress) {
    this.most = most;
    this.stop = stop;
    this.progress = progress;
  }

  void unpack(Packing packing, Path from, Path to)
      throws IOException, FetchException, StopSwitch.StoppedException {
    ProcessBuilder builder =
        new ProcessBuilder(packing.command())
            .redirectInput(Redirect.from(from.toFile()))
            .redirectError(Redirect.DISCARD);
    ChildEnvironment.clean(builder.environment());
    Process process = start(builder, packing);
    try (InputStream unpacked = process.getInputStream();
        FileChannel file =
            FileChannel.open(
                to,
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
      stop.cutBy(process::destroyForcibly);
      copy(unpacked, file);
      int exitCode = process.waitFor();
      stop.check();
      if (exitCode != 0) {
        throw new FetchException(
            Kind.CONFIGURATION,
            "is packed by "
                + packing.program()
                + " but damaged ("
                + packing.program()
                + " ended with "
                + exitCode
                + "): see whether the file is whole where it comes from");
      }
      file.force(true);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    } finally {
      stop.over();
      process.destroyForcibly();
    }
  }

  private static Process start(ProcessBuilder builder, Packing packing) throws FetchException {
    try {
      return builder.start();
    } catch (IOException missing) {
      throw new FetchException(
          Kind.UNAVAILABLE,
          "is packed by "
              + packing.program()
              + ", which can not be run: install it into the image, or name an image that is not"
              + " packed");
    }
  }

  private void copy(InputStream unpacked, FileChannel file)
      throws IOException, FetchException, StopSwitch.StoppedException {
    byte[] buffer = new byte[BUFFER];
    long position = 0;
    for (int count = unpacked.readNBytes(buffer, 0, BUFFER);
        count > 0;
        count = unpacked.readNBytes(buffer, 0, BUFFER)) {
      stop.check();
      if (position + count > most) {
        throw new FetchException(
            Kind.CONFIGURATION,
            "has more than the "
                + most
                + " bytes of QEMU_IMAGE_MAX_SIZE when it is unpacked: raise it if the image may be"
                + " that large");
      }
      writeSparsely(file, buffer, count, position);
      position += count;
      progress.accept(position);
    }
    // The file ends where its last byte is, also if that is in a hole.
    if (file.size() < position) {
      file.write(ByteBuffer.allocate(1), position - 1);
    }
  }

  private static void writeSparsely(FileChannel file, byte[] buffer, int count, long position)
      throws IOException {
    for (int start = 0; start < count; start += BLOCK) {
      int length = Math.min(BLOCK, count - start);
      if (!isZero(buffer, start, length)) {
        ByteBuffer block = ByteBuffer.wrap(buffer, start, length);
        long at = position + start;
        while (block.hasRemaining()) {
          at += file.write(block, at);
        }
      }
    }
  }

  private static boolean isZero(byte[] buffer, int start, int length) {
    for (int index = start; index < start + length; index++) {
      if (buffer[index] != 0) {
        return false;
      }
    }
    return true;
  }
}
