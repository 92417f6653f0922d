package dev.qemupod.supervisor.qmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A connection to a unix socket of qemu that carries something else than QMP, such as the guest
 * agent's channel. Every call ends in time. For one thread, but for {@link #interrupt}.
 */
public final class QemuSocket implements AutoCloseable {
  private final QmpTransport transport;
  private final Duration writeTimeout;

  private QemuSocket(QmpTransport transport, Duration writeTimeout) {
    this.transport = transport;
    this.writeTimeout = writeTimeout;
  }

  /**
   * Connects at once, or not.
   *
   * @param writeTimeout how long a write may take
   */
  public static QemuSocket connect(Path socket, Duration writeTimeout) throws IOException {
    return new QemuSocket(QmpTransport.open(socket, writeTimeout), writeTimeout);
  }

  /**
   * Reads what there is, or waits for it.
   *
   * @return how many bytes; 0: none came in time; -1: the connection has ended
   */
  public int read(ByteBuffer buffer, Duration timeout) throws IOException {
    return transport.read(buffer, timeout);
  }

  /** Writes all of it, or the connection is of no more use. */
  public void write(byte[] bytes) throws IOException {
    try {
      if (!transport.write(bytes, writeTimeout)) {
        throw new IOException("the socket is held by another thread");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing", interrupted);
    }
  }

  /** Ends what another thread is waiting for; that thread has to close it still. */
  public void interrupt() {
    transport.shutdown();
  }

  @Override
  public void close() {
    transport.shutdown();
    transport.release();
  }
}
