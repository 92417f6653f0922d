package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;
import static dev.qemupod.supervisor.metrics.MetricDefinition.info;

import dev.qemupod.supervisor.lifecycle.AcceleratorDecision;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.machine.Firmware;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.qmp.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** What the VM is and in which state. */
final class VmMetrics implements MetricGroup {
  /** A label is no place for a crash report. */
  private static final int MAX_REASON = 160;

  static final MetricDefinition INFO =
      info(
          "qemu_vm_info",
          "plan, QMP greeting",
          "What the VM is; the only place of its name.",
          "name",
          "qemu_version",
          "machine",
          "accel",
          "cpu_model",
          "arch",
          "firmware");
  static final MetricDefinition STATE =
      gauge(
          "qemu_vm_state",
          "query-status, STOP and RESUME events",
          "1 for the VM's state (QAPI RunState), 0 for every other; absent until QMP has told it.",
          "state");
  static final MetricDefinition START_TIME =
      gauge(
          "qemu_vm_start_time_seconds",
          "supervisor's clock",
          "When this qemu was started, in seconds since 1970.");
  static final MetricDefinition STARTUP =
      gauge(
          "qemu_vm_startup_seconds",
          "supervisor's clock",
          "Time from the supervisor's start to the end of a stage of the first start.",
          "stage");
  static final MetricDefinition FALLBACK =
      gauge(
          "qemu_vm_accelerator_fallback",
          "event loop",
          "1 if KVM was tried, qemu died of it and was started again with the accelerator named"
              + " here, else 0.",
          "accel",
          "reason");

  @Override
  public String title() {
    return "Virtual machine";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(INFO, STATE, START_TIME, STARTUP, FALLBACK);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    VmView view = sample.view();
    if (view.machine().isPresent() && view.qemuVersion().isPresent()) {
      writeInfo(view.machine().get(), view.qemuVersion().get(), exposition);
    }
    view.runState().ifPresent(state -> writeState(state, exposition));
    view.qemuStarted()
        .map(SupervisorMetrics::epochSeconds)
        .ifPresent(seconds -> exposition.add(START_TIME, seconds));
    view.stages()
        .forEach(
            (stage, duration) ->
                exposition.add(STARTUP, seconds(duration), stage.name().toLowerCase(Locale.ROOT)));
    view.accelerator().ifPresent(decision -> writeFallback(decision, exposition));
  }

  private static void writeInfo(MachineSpec machine, String version, Exposition exposition) {
    exposition.addInfo(
        INFO,
        machine.name(),
        version,
        machine.machineType(),
        machine.accelerator().qemuName(),
        machine.cpuModel(),
        machine.arch().qemuName(),
        switch (machine.firmware()) {
          case Firmware.Bios _ -> "bios";
          case Firmware.Uefi _, Firmware.UefiRom _ -> "uefi";
        });
  }

  private static void writeState(RunState current, Exposition exposition) {
    for (RunState state : RunState.values()) {
      exposition.add(STATE, state == current ? 1 : 0, state.qapiName());
    }
  }

  private static void writeFallback(AcceleratorDecision decision, Exposition exposition) {
    String reason = decision.reason();
    exposition.add(
        FALLBACK,
        decision.fellBack() ? 1 : 0,
        decision.accelerator().qemuName(),
        reason.length() > MAX_REASON ? reason.substring(0, MAX_REASON) : reason);
  }

  static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  static double secondsBetween(Instant earlier, Instant later) {
    return Math.max(0, seconds(Duration.between(earlier, later)));
  }
}
