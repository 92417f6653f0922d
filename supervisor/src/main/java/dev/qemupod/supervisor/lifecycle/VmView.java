package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.storage.ImageProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What health, metrics and status may know, as one immutable value that the event loop publishes
 * whenever something changes.
 *
 * @param phase what the supervisor is doing
 * @param runState the VM's state, once QMP has told it
 * @param everRunning whether the VM was {@code running} once (of this qemu process)
 * @param gate the readiness gate's verdict
 * @param machine the VM, once planned
 * @param accelerator the decision, once made
 * @param network the guest's network, where it is not simply qemu's own user network
 * @param qemuVersion from QMP's greeting, such as {@code 7.2.22}
 * @param qemuPid while qemu lives
 * @param qemuStarted when this qemu was spawned
 * @param stages durations since the supervisor's start
 * @param counters what was counted
 * @param lastQmpReply when QMP last answered the loop's own {@code query-status}
 * @param agent the guest agent, once the guest has opened its channel
 * @param ignition Ignition in the guest, if that is given a config
 * @param memory how near the pod is to its limit, while it is measured
 * @param resize how far the VM follows its pod; absent: it keeps its size
 * @param images those that this run has fetched or fetches, in order
 * @param qmpUp whether the lifecycle connection stands
 * @param loopTick when the event loop last turned
 * @param events the latest state changes, oldest first, one line each, at most 50
 */
public record VmView(
    Phase phase,
    Optional<RunState> runState,
    boolean everRunning,
    GateView gate,
    Optional<MachineSpec> machine,
    Optional<AcceleratorDecision> accelerator,
    Optional<NetworkView> network,
    Optional<String> qemuVersion,
    OptionalLong qemuPid,
    Optional<Instant> qemuStarted,
    Map<StartupStage, Duration> stages,
    VmCounters counters,
    Optional<Instant> lastQmpReply,
    Optional<AgentView> agent,
    Optional<IgnitionView> ignition,
    Optional<GuardView> memory,
    Optional<ResizeView> resize,
    List<ImageProgress> images,
    boolean qmpUp,
    Instant loopTick,
    List<String> events) {
  public VmView {
    stages = Map.copyOf(stages);
    images = List.copyOf(images);
    events = List.copyOf(events);
  }

  /** The image that is fetched now. */
  public Optional<ImageProgress> fetched() {
    for (ImageProgress image : images) {
      if (image.step() != ImageProgress.Step.READY) {
        return Optional.of(image);
      }
    }
    return Optional.empty();
  }

  /** The view of a start that fetches these images. */
  VmView fetching(List<ImageProgress> newImages, Instant now) {
    return new VmView(
        Phase.PREPARING,
        runState,
        everRunning,
        gate,
        machine,
        accelerator,
        network,
        qemuVersion,
        qemuPid,
        qemuStarted,
        stages,
        counters,
        lastQmpReply,
        agent,
        ignition,
        memory,
        resize,
        newImages,
        qmpUp,
        now,
        events);
  }

  /**
   * The readiness gate.
   *
   * @param passed whether it is open
   * @param reason one clause: {@code no SSH banner on port 2222 yet}
   */
  public record GateView(boolean passed, String reason) {}
}
