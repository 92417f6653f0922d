package dev.qemupod.supervisor.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/**
 * Takes the signals a container runtime, a terminal or a person sends, and keeps them until
 * somebody listens.
 *
 * <p>To be installed first of all in main: as PID 1 a signal without a handler is dropped by the
 * kernel (pid_namespaces(7)), and the JVM's own handler for TERM would end it at once. With {@code
 * -Xrs} the JVM refuses these handlers, so the image never uses it. QUIT stays the JVM's thread
 * dump. {@code sun.misc.Signal} and not jnr-posix: its handlers run Java inside the signal context.
 */
public final class Signals {
  private final Queue<String> waiting = new ArrayDeque<>();
  private @Nullable Consumer<String> listener;
  private @Nullable Consumer<String> impatient;
  private int stops;
  private boolean taken;
  private boolean givenUp;

  private Signals() {}

  /** Takes TERM, INT, HUP and USR1 from now on. */
  public static Signals install() {
    Signals signals = new Signals();
    SignalHandler handler = signal -> signals.received(signal.getName());
    for (String name : new String[] {"TERM", "INT", "HUP", "USR1"}) {
      Signal.handle(new Signal(name), handler);
    }
    return signals;
  }

  /** Takes them and gives them to the listener, as {@link #deliverTo} does. */
  public static Signals install(Consumer<String> listener) throws InterruptedException {
    Signals signals = install();
    signals.deliverTo(listener);
    return signals;
  }

  /**
   * Gives every signal that came, and every one that will come, to the listener: its name without
   * SIG, one at a time, in the order the JVM delivered them. The listener must not block.
   */
  public synchronized void deliverTo(Consumer<String> newListener) throws InterruptedException {
    take();
    listener = newListener;
    for (String name = waiting.poll(); name != null; name = waiting.poll()) {
      newListener.accept(name);
    }
  }

  /**
   * The first signal that asks for a stop and still waits for a listener; an empty string if none
   * does. For a stop before there is an event loop to listen.
   */
  public synchronized String waitingStop() {
    for (String name : waiting) {
      if (!name.equals("USR1")) {
        return name;
      }
    }
    return "";
  }

  /**
   * Tells this one, on a thread of its own, of the first stop that comes before anybody listens: a
   * start that hangs, on a volume that does not answer, may never come to listen.
   */
  public synchronized void beforehand(Consumer<String> newImpatient) {
    impatient = newImpatient;
  }

  /**
   * Whoever goes on is the one to say how it ends. Never returns once {@link #giveUp} was first.
   */
  public synchronized void take() throws InterruptedException {
    while (givenUp) {
      wait();
    }
    taken = true;
    notifyAll();
  }

  /** Waits for {@link #take}, but not if a second stop was asked for; false if it did not come. */
  public boolean awaitTaken(Duration patience) throws InterruptedException {
    return awaitTaken(patience, 2);
  }

  /** The same, however many stops are asked for. */
  public boolean awaitTakenAnyway(Duration patience) throws InterruptedException {
    return awaitTaken(patience, Integer.MAX_VALUE);
  }

  private synchronized boolean awaitTaken(Duration patience, int enough)
      throws InterruptedException {
    long deadline = System.nanoTime() + patience.toNanos();
    long left = patience.toNanos();
    while (!taken && stops < enough && left > 0) {
      TimeUnit.NANOSECONDS.timedWait(this, left);
      left = deadline - System.nanoTime();
    }
    return taken;
  }

  /** Lets nobody {@link #take} any more; false if somebody has. */
  public synchronized boolean giveUp() {
    givenUp = !taken;
    return givenUp;
  }

  private synchronized void received(String name) {
    Consumer<String> current = listener;
    if (current != null) {
      current.accept(name);
      return;
    }
    waiting.add(name);
    if (name.equals("USR1")) {
      return;
    }
    stops++;
    notifyAll();
    Consumer<String> told = impatient;
    if (stops == 1 && told != null) {
      Thread.ofPlatform().daemon().name("early-stop").start(() -> told.accept(name));
    }
  }
}
