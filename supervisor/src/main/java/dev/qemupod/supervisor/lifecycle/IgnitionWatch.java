package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.IgnitionJournal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one telling of how Ignition failed, on a thread of its own, which there is only once a
 * guest has opened the channel. What comes of it is one loop event.
 */
final class IgnitionWatch implements AutoCloseable {
  private final int run;
  private final int number;
  private final Path socket;
  private final Consumer<LoopEvent> loop;
  private volatile @Nullable IgnitionJournal journal;
  private volatile boolean closed;

  private IgnitionWatch(int run, int number, Path socket, Consumer<LoopEvent> loop) {
    this.run = run;
    this.number = number;
    this.socket = socket;
    this.loop = loop;
  }

  /**
   * Starts reading.
   *
   * @param number which watch of the run it is
   */
  static IgnitionWatch start(int run, int number, Path socket, Consumer<LoopEvent> loop) {
    IgnitionWatch watch = new IgnitionWatch(run, number, socket, loop);
    Thread.ofPlatform().daemon().name("ignition-journal").start(watch::read);
    return watch;
  }

  int number() {
    return number;
  }

  private void read() {
    IgnitionJournal.Told told = new IgnitionJournal.Told(Optional.empty(), false);
    try (IgnitionJournal connected = IgnitionJournal.connect(socket)) {
      journal = connected;
      if (!closed) {
        told = connected.read();
      }
    } catch (IOException | RuntimeException | LinkageError failure) {
      loop.accept(
          new LoopEvent.CommandFailed(run, "Ignition's journal can not be read: " + failure));
    }
    if (!closed) {
      loop.accept(new LoopEvent.IgnitionTold(run, number, told));
    }
  }

  /** Ends it without waiting. */
  @Override
  public void close() {
    closed = true;
    IgnitionJournal connected = journal;
    if (connected != null) {
      connected.interrupt();
    }
  }
}
