package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.qmp.QmpClient;
import dev.qemupod.supervisor.qmp.QmpCommands;
import dev.qemupod.supervisor.qmp.QmpEvent;
import dev.qemupod.supervisor.qmp.QmpEvents;
import dev.qemupod.supervisor.qmp.QmpException;
import dev.qemupod.supervisor.qmp.QmpObserver;
import dev.qemupod.supervisor.qmp.QmpVersion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The lifecycle's own QMP connection to one qemu. Its commands run on one thread, in order, and
 * their results come back as loop events, so that a slow qemu can never hold up the loop.
 */
final class QmpSession implements AutoCloseable {
  /** qemu binds its socket within milliseconds, but a throttled pod may need seconds. */
  static final Duration CONNECT = Duration.ofSeconds(60);

  private final int run;
  private final QmpClient client;
  private final QmpCommands commands;
  private final Consumer<LoopEvent> loop;
  private final ExecutorService worker;
  private final AtomicBoolean statusAsked = new AtomicBoolean();

  private QmpSession(int run, QmpClient client, Consumer<LoopEvent> loop, ExecutorService worker) {
    this.run = run;
    this.client = client;
    this.commands = new QmpCommands(client);
    this.loop = loop;
    this.worker = worker;
  }

  /** Connects in the background; ends in {@code QmpReady} or {@code QmpRefused}. */
  static Opening open(
      int run, Path socket, Duration patience, QmpObserver observer, LoopQueue loop) {
    ExecutorService worker =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("qmp-commands").unstarted(task));
    worker.execute(
        () -> {
          try {
            QmpClient client =
                QmpClient.connect(
                    socket,
                    patience,
                    observer,
                    new Emitted(run, loop),
                    reason -> loop.add(new LoopEvent.QmpLost(run, reason)));
            loop.add(new LoopEvent.QmpReady(run, new QmpSession(run, client, loop::add, worker)));
          } catch (QmpException refused) {
            loop.add(new LoopEvent.QmpRefused(run, String.valueOf(refused.getMessage())));
            worker.shutdown();
          } catch (RuntimeException | LinkageError fault) {
            loop.add(LoopEvent.Fatal.fault("QMP", fault));
          }
        });
    return worker::shutdownNow;
  }

  /** qemu's events on their way to the loop. */
  private record Emitted(int run, LoopQueue loop) implements QmpEvents {
    @Override
    public void accept(QmpEvent event) {
      loop.add(new LoopEvent.QmpEmitted(run, event));
    }

    @Override
    public boolean offer(QmpEvent event) {
      return loop.offer(new LoopEvent.QmpEmitted(run, event));
    }
  }

  /** A connection in the making. */
  @FunctionalInterface
  interface Opening {
    /** Gives up: qemu is gone. */
    void cancel();
  }

  /** qemu's version, such as {@code 7.2.22}. */
  String version() {
    return client.version().text();
  }

  /** Whether this qemu is newer than any that was tested. */
  boolean newerThanTested() {
    return client.version().newerThanTested();
  }

  /** The newest series of releases that was tested, such as {@code 11.1}. */
  String newestTested() {
    return QmpVersion.newestTestedSeries();
  }

  /** Asks for the run state, once however often it is wanted before it can be asked. */
  void queryStatus() {
    if (!statusAsked.compareAndSet(false, true)) {
      return;
    }
    submit(
        () -> {
          statusAsked.set(false);
          commands
              .queryStatus()
              .ifPresent(state -> loop.accept(new LoopEvent.StatusKnown(run, state)));
        });
  }

  /** Asks whether the guest's agent holds its channel: an earlier event may have been missed. */
  void queryAgentChannel() {
    submit(
        () -> {
          boolean open = commands.guestHolds(Device.GuestAgent.ID);
          loop.accept(new LoopEvent.AgentChannel(run, open));
        });
  }

  /** Asks whether the guest tells how Ignition failed: an earlier event may have been missed. */
  void queryJournalChannel() {
    submit(
        () -> {
          if (commands.guestHolds(Device.IgnitionJournal.ID)) {
            loop.accept(new LoopEvent.JournalOpened(run));
          }
        });
  }

  /** Presses the ACPI power button, resuming first a VM that could not notice it. */
  void powerButton(boolean resumeFirst) {
    submit(
        () -> {
          if (resumeFirst) {
            commands.cont();
          }
          commands.systemPowerdown();
        });
  }

  /** Asks the guest to keep this many bytes of its RAM, and how far it has come. */
  void balloon(long target) {
    submit(
        () -> {
          commands.balloon(target);
          tellBalloon();
        });
  }

  /** Asks how much of its RAM the balloon leaves to the guest. */
  void queryBalloon() {
    submit(this::tellBalloon);
  }

  private void tellBalloon() throws QmpException {
    OptionalLong actual = commands.queryBalloon();
    loop.accept(new LoopEvent.BalloonKnown(run, actual));
  }

  /** Looks at the VM's size, and asks for another. */
  void resize(ResizeOrder order) {
    submit(() -> loop.accept(new LoopEvent.ResizeSeen(run, ResizeWork.perform(commands, order))));
  }

  /** Binds its threads to CPUs. */
  void pin(PinWork work) {
    submit(() -> loop.accept(new LoopEvent.CpusPinned(run, work.perform(commands))));
  }

  /** Resumes a stopped VM. */
  void resume() {
    submit(commands::cont);
  }

  /** Tells qemu to flush its disks and quit. */
  void quit() {
    submit(commands::quit);
  }

  @Override
  public void close() {
    worker.shutdownNow();
    client.close();
  }

  private void submit(Command command) {
    try {
      worker.execute(
          () -> {
            try {
              command.run();
            } catch (QmpException failure) {
              loop.accept(new LoopEvent.CommandFailed(run, String.valueOf(failure.getMessage())));
            }
          });
    } catch (RejectedExecutionException closed) {
      loop.accept(new LoopEvent.CommandFailed(run, "the QMP session is closed"));
    }
  }

  /** A command whose failure is an event, not an exception. */
  private interface Command {
    void run() throws QmpException;
  }
}
