package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.AgentClient;
import dev.qemupod.supervisor.agent.AgentException;
import dev.qemupod.supervisor.agent.GuestFilesystem;
import dev.qemupod.supervisor.agent.GuestInterface;
import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.agent.GuestUsage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Speaks with the agent of one guest for as long as that holds the channel open.
 *
 * <p>On a thread of its own, because the other side is foreign code that may be stuck or lie: what
 * comes of it are loop events, and nobody ever waits for them. A guest without an agent costs
 * nothing at all.
 */
final class AgentWatch implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration REFUSAL = Duration.ofSeconds(1);
  private static final Duration PING_INTERVAL = Duration.ofSeconds(5);

  /** Not more often: each new answer makes new series of metrics. */
  static final Duration OS_INTERVAL = Duration.ofMinutes(2);

  /** A file system fills up slowly, and to ask for all of them takes the guest a while. */
  private static final Duration FILESYSTEM_INTERVAL = Duration.ofMinutes(1);

  /** About as often as a scrape comes, so that a rate can be made of it. */
  private static final Duration INTERFACE_INTERVAL = Duration.ofSeconds(15);

  private static final String ANSWERS = "it answers";

  private final int run;
  private final int number;
  private final Path socket;
  private final Consumer<LoopEvent> loop;
  private final AgentPoll<GuestFilesystem> filesystems;
  private final AgentPoll<GuestInterface> interfaces;
  private final AtomicBoolean shutdownPending = new AtomicBoolean();
  private final ScheduledExecutorService worker =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("guest-agent").unstarted(task));

  private volatile @Nullable AgentClient client;
  private volatile boolean closed;
  private AgentView told;
  private long nextOs;
  private boolean shutdownAsked;

  private AgentWatch(
      int run,
      int number,
      Path socket,
      AgentView before,
      Duration untilOs,
      AgentPoll.Wanted wanted,
      Consumer<LoopEvent> loop) {
    this.run = run;
    this.number = number;
    this.socket = socket;
    this.told = before;
    this.nextOs = System.nanoTime() + untilOs.toNanos();
    this.loop = loop;
    this.filesystems =
        new AgentPoll<>(wanted.filesystems(), FILESYSTEM_INTERVAL, AgentClient::filesystems);
    this.interfaces =
        new AgentPoll<>(wanted.interfaces(), INTERFACE_INTERVAL, AgentClient::interfaces);
  }

  /**
   * Starts speaking.
   *
   * @param number which watch of the run it is
   * @param before what is known already
   * @param untilOs how long the guest is not asked what it is
   * @param wanted what else it is asked
   */
  static AgentWatch start(
      int run,
      int number,
      Path socket,
      AgentView before,
      Duration untilOs,
      AgentPoll.Wanted wanted,
      Consumer<LoopEvent> loop) {
    AgentWatch watch = new AgentWatch(run, number, socket, before, untilOs, wanted, loop);
    var _ =
        watch.worker.scheduleWithFixedDelay(
            watch::look, 0, PING_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return watch;
  }

  int number() {
    return number;
  }

  /**
   * Asks the guest to power off, once it can be asked; a request that was heard is not repeated.
   */
  void requestShutdown() {
    if (!closed && shutdownPending.compareAndSet(false, true)) {
      submit(this::askForShutdown);
    }
  }

  /**
   * Asks the guest to freeze its file systems: its power will be cut, whatever comes of this.
   *
   * @param patience how long that may take
   */
  void requestFreeze(Duration patience) {
    submit(() -> exchange(agent -> freeze(agent, patience)));
  }

  private void freeze(AgentClient agent, Duration patience) throws AgentException {
    try {
      tellFreeze(new Freeze.Frozen(agent.freeze(patience)));
    } catch (AgentException.Refused refused) {
      // It is up all the same.
      tellFreeze(new Freeze.Failed(String.valueOf(refused.getMessage())));
    } catch (AgentException failure) {
      tellFreeze(new Freeze.Failed(String.valueOf(failure.getMessage())));
      throw failure;
    }
  }

  private void tellFreeze(Freeze freeze) {
    if (!closed) {
      loop.accept(new LoopEvent.AgentFroze(run, number, freeze));
    }
  }

  private void submit(Runnable task) {
    try {
      worker.execute(task);
    } catch (RejectedExecutionException late) {
      // Closed in between: the guest has let its channel go.
    }
  }

  private void look() {
    exchange(
        agent -> {
          agent.ping();
          tell(told.answering(), ANSWERS);
          learnOs(agent);
          learnUsage(agent);
        });
  }

  private void learnOs(AgentClient agent) throws AgentException {
    if (System.nanoTime() - nextOs < 0) {
      return;
    }
    nextOs = System.nanoTime() + OS_INTERVAL.toNanos();
    try {
      GuestOs os = agent.guestOs();
      tell(told.with(os), ANSWERS);
    } catch (AgentException.Refused notAllowed) {
      // An agent may have commands turned off; it is up all the same.
    }
  }

  /** One list at most: whoever waits for this thread must not wait for two silences. */
  private void learnUsage(AgentClient agent) throws AgentException {
    GuestUsage usage = told.usage();
    if (filesystems.isDue()) {
      tell(told.with(usage.withFilesystems(filesystems.ask(agent))), ANSWERS);
    } else if (interfaces.isDue()) {
      tell(told.with(usage.withInterfaces(interfaces.ask(agent))), ANSWERS);
    }
  }

  private void askForShutdown() {
    exchange(
        agent -> {
          if (!shutdownAsked) {
            agent.shutdown(REFUSAL);
            shutdownAsked = true;
            loop.accept(new LoopEvent.AgentAsked(run));
          }
        });
    shutdownPending.set(false);
  }

  private void exchange(Exchange exchange) {
    try {
      exchange.with(connected());
    } catch (AgentException.Refused refused) {
      loop.accept(new LoopEvent.CommandFailed(run, String.valueOf(refused.getMessage())));
    } catch (AgentException.Disconnected gone) {
      disconnect();
      tell(told.down(), String.valueOf(gone.getMessage()));
    } catch (AgentException useless) {
      tell(told.down(), String.valueOf(useless.getMessage()));
    } catch (RuntimeException fault) {
      disconnect();
      tell(told.down(), "the supervisor failed to speak with the guest agent: " + fault);
    }
    if (closed) {
      disconnect();
    }
  }

  private AgentClient connected() throws AgentException {
    AgentClient connected = client;
    if (connected == null) {
      connected = AgentClient.connect(socket, ANSWER);
      client = connected;
    }
    return connected;
  }

  private void disconnect() {
    AgentClient connected = client;
    client = null;
    if (connected != null) {
      connected.close();
    }
  }

  private void tell(AgentView view, String reason) {
    if (!closed && !view.equals(told)) {
      told = view;
      loop.accept(new LoopEvent.AgentTold(run, number, view, reason));
    }
  }

  /** Ends it without waiting for the agent. */
  @Override
  public void close() {
    closed = true;
    AgentClient connected = client;
    if (connected != null) {
      connected.interrupt();
    }
    submit(this::disconnect);
    worker.shutdown();
  }

  /** Something said and answered. */
  private interface Exchange {
    void with(AgentClient agent) throws AgentException;
  }
}
