package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.agent.IgnitionJournal;
import dev.qemupod.supervisor.host.PodMemory;
import dev.qemupod.supervisor.lifecycle.VmView.GateView;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.qmp.QmpEvent;
import dev.qemupod.supervisor.qmp.RunState;
import java.util.OptionalLong;

/**
 * Something the event loop must react to. Whatever concerns one qemu process carries its run
 * number, so that a late word of an old process can not be taken for the new one's.
 */
sealed interface LoopEvent {
  /** A signal arrived, named without SIG. */
  record SignalArrived(String name) implements LoopEvent {}

  /** QMP was negotiated. */
  record QmpReady(int run, QmpSession session) implements LoopEvent {}

  /** QMP could not be negotiated. */
  record QmpRefused(int run, String reason) implements LoopEvent {}

  /** The connection ended; not proof that qemu did. */
  record QmpLost(int run, String reason) implements LoopEvent {}

  /** qemu emitted an event. */
  record QmpEmitted(int run, QmpEvent event) implements LoopEvent {}

  /** {@code query-status} answered. */
  record StatusKnown(int run, RunState state) implements LoopEvent {}

  /** A command failed; the ladder goes on without it. */
  record CommandFailed(int run, String message) implements LoopEvent {}

  /** qemu is gone. */
  record ProcessEnded(int run, ExitStatus status) implements LoopEvent {}

  /** The readiness gate has a new verdict. */
  record GateChanged(int run, GateView gate) implements LoopEvent {}

  /** The guest opened or closed its agent's channel. */
  record AgentChannel(int run, boolean open) implements LoopEvent {}

  /** Something new is known of the guest agent; the watch's number tells late words apart. */
  record AgentTold(int run, int watch, AgentView view, String reason) implements LoopEvent {}

  /** The guest agent was asked to power the guest off. */
  record AgentAsked(int run) implements LoopEvent {}

  /** The guest agent was asked to freeze the file systems, and this came of it. */
  record AgentFroze(int run, int watch, Freeze freeze) implements LoopEvent {}

  /** The guest opened the channel on which it tells that Ignition failed. */
  record JournalOpened(int run) implements LoopEvent {}

  /** What it told; the watch's number tells late words apart. */
  record IgnitionTold(int run, int watch, IgnitionJournal.Told told) implements LoopEvent {}

  /** What the pod holds was measured. */
  record MemoryMeasured(int run, PodMemory memory) implements LoopEvent {}

  /** How much of its RAM the balloon leaves to the guest; empty if it has none. */
  record BalloonKnown(int run, OptionalLong actual) implements LoopEvent {}

  /** The VM's size was looked at. */
  record ResizeSeen(int run, ResizeWork.Result result) implements LoopEvent {}

  /** The VM's threads were bound to CPUs, or not. */
  record CpusPinned(int run, PinWork.Result result) implements LoopEvent {}

  /** The process that carries the guest's packets is gone; the start's number tells late words. */
  record NetworkLost(int run, int start, ExitStatus status) implements LoopEvent {}

  /** A part of the supervisor failed so that it must end. */
  record Fatal(Ending ending) implements LoopEvent {
    /** A fault of the supervisor itself. */
    static Fatal fault(String where, Throwable fault) {
      return new Fatal(
          Ending.beforeQemu(
              ExitCode.INTERNAL,
              "InternalError",
              "The supervisor itself failed in " + where + ": " + fault + "."));
    }
  }
}
