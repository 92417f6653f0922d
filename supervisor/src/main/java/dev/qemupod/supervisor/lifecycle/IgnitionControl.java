package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.IgnitionFailure;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.provision.IgnitionSight.UnderTcg;
import dev.qemupod.supervisor.sizing.Accelerator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** Listens for failures of Ignition in the guest, and notes them. Of the event loop. */
final class IgnitionControl {
  private final Log log;
  private final ViewBoard board;
  private final IgnitionNotes notes;
  private final Consumer<LoopEvent> loop;
  private final BurstLimit failures = new BurstLimit(5, Duration.ofMinutes(1));
  private int watches;
  private boolean saidTcg;

  IgnitionControl(Log log, ViewBoard board, IgnitionNotes notes, Consumer<LoopEvent> loop) {
    this.log = log;
    this.board = board;
    this.notes = notes;
    this.loop = loop;
  }

  /** A qemu was started. */
  void started(LaunchPlan plan) {
    if (plan.accelerator().accelerator() != Accelerator.TCG || saidTcg) {
      return;
    }
    saidTcg = true;
    if (notes.underTcg().isPresent()) {
      UnderTcg note = notes.underTcg().get();
      if (note.likely()) {
        log.warning(note.advice() + ".");
      } else {
        log.info(note.advice() + ".");
      }
    }
  }

  /** The guest has opened the channel. */
  void opened(RunIgnition ignition) {
    Optional<Path> socket = ignition.reachable();
    if (socket.isPresent()) {
      watches++;
      ignition.watch(Optional.of(IgnitionWatch.start(ignition.run(), watches, socket.get(), loop)));
    }
  }

  /** The guest was reset: it may do better now. */
  void guestReset(RunIgnition ignition) {
    ignition.watch(Optional.empty());
    ignition.view(IgnitionView.unheard());
  }

  /** A watch is over. */
  void told(RunIgnition ignition, LoopEvent.IgnitionTold news, Instant now) {
    if (ignition.watch().filter(watch -> watch.number() == news.watch()).isEmpty()) {
      return;
    }
    ignition.watch(Optional.empty());
    if (news.told().tooMuch()) {
      ignition.over();
      log.warning(
          "Ignition's journal is longer than any, so the guest is not listened to there any more.");
    }
    if (news.told().failure().isPresent()) {
      failed(ignition, news.told().failure().get(), now);
    }
  }

  private void failed(RunIgnition ignition, IgnitionFailure failure, Instant now) {
    ignition.view(new IgnitionView(true, failure.cause()));
    notes.failed().run();
    if (!failures.allows(now)) {
      return;
    }
    board.event(now, "Ignition failed: " + failure.cause());
    for (String message : failure.messages()) {
      log.error("Ignition in the guest: " + message);
    }
    String left = failure.left() == 0 ? "" : " (" + failure.left() + " more errors)";
    log.error("The guest's first boot failed in Ignition: " + failure.cause() + left + ".");
  }
}
