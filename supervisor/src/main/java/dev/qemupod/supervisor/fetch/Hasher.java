package dev.qemupod.supervisor.fetch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.LongConsumer;

/** Hashes files. */
public final class Hasher {
  private static final int BUFFER = 256 << 10;

  private Hasher() {}

  /**
   * The file's hash in lower case hexadecimal.
   *
   * @param progress told how many bytes were read so far
   */
  public static String hash(Path file, String algorithm, LongConsumer progress, StopSwitch stop)
      throws IOException, StopSwitch.StoppedException {
    MessageDigest digest = digest(algorithm);
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    long done = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      for (int count = channel.read(buffer); count >= 0; count = channel.read(buffer)) {
        stop.check();
        digest.update(buffer.flip());
        buffer.clear();
        done += count;
        progress.accept(done);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has " + algorithm, impossible);
    }
  }
}
