package dev.qemupod.supervisor.qmp;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Connects as soon as qemu has made its monitor's socket, some milliseconds after its start. */
final class QmpConnector {
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private QmpConnector() {}

  /** Tries until the time is over or the thread is interrupted. */
  static QmpTransport open(Path socket, Duration timeout) throws QmpException {
    long end = System.nanoTime() + timeout.toNanos();
    long pause = FIRST_PAUSE;
    while (true) {
      try {
        return QmpTransport.open(socket);
      } catch (IOException notYet) {
        if (System.nanoTime() - end >= 0) {
          throw new QmpException.Disconnected(
              "cannot connect to " + socket + " within " + timeout + ": " + notYet.getMessage());
        }
      } catch (LinkageError missing) {
        throw new QmpException.Disconnected(
            "the native library for unix sockets cannot be loaded ("
                + missing.getMessage()
                + "): give the container a writable /tmp without noexec, or set"
                + " -Djffi.boot.library.path to the library's directory");
      }
      try {
        TimeUnit.NANOSECONDS.sleep(pause);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new QmpException.Disconnected("interrupted before connecting to " + socket);
      }
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }
}
