package dev.qemupod.supervisor.qmp;

import java.io.IOException;
import jnr.unixsocket.UnixSocketChannel;
import org.jspecify.annotations.Nullable;

/**
 * Loads the native library that jnr-unixsocket calls, once.
 *
 * <p>On a thread of its own: whoever connects to a qemu that dies is interrupted, and an interrupt
 * while jffi unpacks its library would leave it unusable for good, to whatever qemu comes next.
 */
final class NativeSockets {
  private static boolean tried;
  private static @Nullable String failure;

  private NativeSockets() {}

  /**
   * Returns when it is loaded; an interrupt is kept for later.
   *
   * @throws UnsatisfiedLinkError if it can not be, for example from a noexec /tmp
   */
  static synchronized void load() {
    if (!tried) {
      tried = true;
      await(Thread.ofPlatform().daemon().name("native-sockets").start(NativeSockets::open));
    }
    if (failure != null) {
      throw new UnsatisfiedLinkError(failure);
    }
  }

  private static void open() {
    try {
      UnixSocketChannel.open().close();
    } catch (IOException noSocket) {
      // The library is there all the same; who connects will be told.
    } catch (RuntimeException | LinkageError unusable) {
      failure = String.valueOf(unusable.getMessage());
    }
  }

  private static void await(Thread loader) {
    boolean interrupted = false;
    while (loader.isAlive()) {
      try {
        loader.join();
      } catch (InterruptedException later) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
