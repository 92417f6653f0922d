package dev.qemupod.supervisor.qmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import jnr.constants.platform.Errno;
import jnr.enxio.channels.NativeException;
import jnr.unixsocket.UnixSocketAddress;
import jnr.unixsocket.UnixSocketChannel;
import jnr.unixsocket.UnixSocketOptions;

/**
 * The bytes of a connection.
 *
 * <p>Closing takes two steps. Closing the descriptor does not wake a thread that reads from it, and
 * a thread about to use it could hit another file that got its number. So {@link #shutdown} only
 * shuts the socket down, which wakes the reader, and the reader, being the last, calls {@link
 * #release}.
 */
final class QmpTransport {
  /** sizeof sun_path in linux/un.h, less the final NUL. */
  private static final int LONGEST_PATH = 107;

  private static final Duration SEND_TIMEOUT = Duration.ofSeconds(5);

  private final UnixSocketChannel channel;
  private final ReentrantLock lock = new ReentrantLock();
  private boolean shutDown;

  private QmpTransport(UnixSocketChannel channel) {
    this.channel = channel;
  }

  static QmpTransport open(Path socket) throws IOException {
    return open(socket, SEND_TIMEOUT);
  }

  static QmpTransport open(Path socket, Duration sendTimeout) throws IOException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_PATH) {
      throw new IOException(
          "the path of a unix socket has at most " + LONGEST_PATH + " bytes, not " + length);
    }
    NativeSockets.load();
    UnixSocketChannel channel = UnixSocketChannel.open();
    try {
      channel.setOption(UnixSocketOptions.SO_SNDTIMEO, (int) sendTimeout.toMillis());
      if (channel.connect(new UnixSocketAddress(socket.toFile()))) {
        return new QmpTransport(channel);
      }
      throw new IOException("its backlog is full");
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  /**
   * Reads some bytes; -1 at the end. Only for the reader's thread.
   *
   * <p>A reset is an end as well: the kernel gives one, after all that was sent, if qemu ended with
   * a byte unread, as it does on {@code quit}.
   */
  int read(ByteBuffer buffer) throws IOException {
    try {
      return channel.read(buffer);
    } catch (NativeException failure) {
      if (failure.getErrno() == Errno.ECONNRESET) {
        return -1;
      }
      throw failure;
    }
  }

  /**
   * Reads some bytes; -1 at the end, 0 if none came in time. Only for the reader's thread.
   *
   * <p>The kernel counts a timeout of 0 as for ever, hence at least a millisecond.
   */
  int read(ByteBuffer buffer, Duration timeout) throws IOException {
    channel.setOption(UnixSocketOptions.SO_RCVTIMEO, (int) Math.max(1, timeout.toMillis()));
    return read(buffer);
  }

  /**
   * Writes the command as one piece: half a command swallows all that follow it.
   *
   * @return false if others kept the line busy for the whole time and nothing was written
   * @throws IOException if the connection is gone, or of no more use since only a part was taken
   */
  boolean write(byte[] command, Duration timeout) throws IOException, InterruptedException {
    if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    try {
      if (shutDown) {
        throw new IOException("already closed");
      }
      ByteBuffer bytes = ByteBuffer.wrap(command);
      while (bytes.hasRemaining()) {
        if (channel.write(bytes) <= 0) {
          throw new IOException("qemu has not read from its monitor for too long");
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Wakes the reader, whose next read after the bytes that have arrived is the end. */
  void shutdown() {
    lock.lock();
    try {
      if (!shutDown) {
        shutDown = true;
        channel.shutdownInput();
        channel.shutdownOutput();
      }
    } catch (IOException gone) {
      // The peer was first; the reader has seen the end then.
    } finally {
      lock.unlock();
    }
  }

  /** Gives the descriptor back. Only for the reader's thread, when it reads no more. */
  void release() {
    lock.lock();
    try {
      shutDown = true;
      channel.close();
    } catch (IOException gone) {
      // Nothing is left to be lost.
    } finally {
      lock.unlock();
    }
  }
}
