package dev.qemupod.supervisor.http;

import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.lifecycle.AcceleratorDecision;
import dev.qemupod.supervisor.lifecycle.AgentView;
import dev.qemupod.supervisor.lifecycle.IgnitionView;
import dev.qemupod.supervisor.lifecycle.NetworkView;
import dev.qemupod.supervisor.lifecycle.ResizeView;
import dev.qemupod.supervisor.lifecycle.StartupStage;
import dev.qemupod.supervisor.lifecycle.VmCounters;
import dev.qemupod.supervisor.lifecycle.VmView;
import dev.qemupod.supervisor.log.JsonWriter;
import dev.qemupod.supervisor.log.LogText;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.machine.Provision;
import dev.qemupod.supervisor.qmp.RunState;
import dev.qemupod.supervisor.sizing.Headroom;
import dev.qemupod.supervisor.sizing.VmSize;
import dev.qemupod.supervisor.storage.ImageProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * Writes the JSON of {@code /status}: what was planned, what is, and what happened.
 *
 * <p>For people and their scripts, not for alerts: those have {@code /metrics}.
 */
final class StatusPage {
  private StatusPage() {}

  static String json(VmView view, List<String> argv, Instant now) {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("time").value(LogText.time(now));
    json.name("phase").value(lowerCase(view.phase()));
    view.runState().map(RunState::qapiName).ifPresent(state -> json.name("state").value(state));
    writeProbes(json, view, now);
    writeQemu(json, view, now);
    view.agent().ifPresent(agent -> writeAgent(json, agent));
    view.ignition().ifPresent(ignition -> writeIgnition(json, ignition));
    view.resize().ifPresent(resize -> writeResize(json, resize));
    if (!view.images().isEmpty()) {
      writeImages(json, view.images());
    }
    view.accelerator().ifPresent(decision -> writeAccelerator(json, decision));
    view.network().ifPresent(network -> writeNetwork(json, network));
    view.machine().ifPresent(machine -> writePlan(json, machine));
    if (!argv.isEmpty()) {
      json.strings("argv", argv);
    }
    writeStages(json, view);
    writeCounters(json, view.counters());
    json.strings("events", view.events());
    return json.endObject().toString();
  }

  private static void writeProbes(JsonWriter json, VmView view, Instant now) {
    json.name("probes").beginObject();
    for (Probe probe : Probe.values()) {
      Verdict verdict = probe.judge(view, now);
      json.name(probe.word()).beginObject();
      json.name("ok").value(verdict.ok());
      json.name("reason").value(verdict.reason());
      json.endObject();
    }
    json.endObject();
  }

  private static void writeQemu(JsonWriter json, VmView view, Instant now) {
    json.name("qemu").beginObject();
    view.qemuVersion().ifPresent(version -> json.name("version").value(version));
    view.qemuPid().ifPresent(pid -> json.name("pid").value(pid));
    view.qemuStarted().ifPresent(started -> json.name("started").value(LogText.time(started)));
    json.name("qmp_up").value(view.qmpUp());
    view.lastQmpReply()
        .ifPresent(
            reply ->
                json.name("last_qmp_reply_age_seconds")
                    .value(seconds(Duration.between(reply, now))));
    json.endObject();
  }

  private static void writeAgent(JsonWriter json, AgentView agent) {
    json.name("guest_agent").beginObject();
    json.name("up").value(agent.up());
    agent.os().ifPresent(os -> writeGuestOs(json, os));
    json.endObject();
  }

  private static void writeGuestOs(JsonWriter json, GuestOs os) {
    json.name("os").beginObject();
    json.name("id").value(os.id());
    json.name("version_id").value(os.versionId());
    json.name("pretty_name").value(os.prettyName());
    json.name("kernel_release").value(os.kernelRelease());
    json.name("machine").value(os.machine());
    json.name("host_name").value(os.hostName());
    json.endObject();
  }

  private static void writeIgnition(JsonWriter json, IgnitionView ignition) {
    json.name("ignition").beginObject();
    json.name("failed").value(ignition.failed());
    if (ignition.failed()) {
      json.name("reason").value(ignition.reason());
    }
    json.endObject();
  }

  private static void writeResize(JsonWriter json, ResizeView resize) {
    json.name("resize").beginObject();
    resize.memoryLimit().ifPresent(limit -> json.name("memory_limit_bytes").value(limit));
    json.name("vcpus_wanted").value(resize.vcpusWanted());
    json.name("vcpus").value(resize.vcpus());
    json.name("vcpus_most").value(resize.vcpusMost());
    json.name("memory_wanted_bytes").value(resize.ramWanted());
    json.name("memory_bytes").value(resize.ram());
    json.name("memory_most_bytes").value(resize.ramMost());
    json.name("wanted").value(resize.reason());
    json.name("difference").value(resize.difference());
    json.endObject();
  }

  private static void writeImages(JsonWriter json, List<ImageProgress> images) {
    json.name("images").beginArray();
    for (ImageProgress image : images) {
      json.beginObject();
      json.name("variable").value(image.variable());
      json.name("source").value(image.source());
      json.name("step").value(image.step().word());
      if (image.percent() >= 0) {
        json.name("percent").value(image.percent());
      }
      json.name("downloaded_bytes").value(image.received());
      json.name("retries").value(image.retries());
      json.endObject();
    }
    json.endArray();
  }

  private static void writeAccelerator(JsonWriter json, AcceleratorDecision decision) {
    json.name("accelerator").beginObject();
    json.name("name").value(decision.accelerator().qemuName());
    json.name("reason").value(decision.reason());
    if (!decision.advice().isEmpty()) {
      json.name("advice").value(decision.advice());
    }
    json.name("fell_back").value(decision.fellBack());
    json.endObject();
  }

  private static void writeNetwork(JsonWriter json, NetworkView network) {
    json.name("network").beginObject();
    json.name("name").value(network.decision().backend());
    json.name("reason").value(network.decision().reason());
    if (!network.decision().advice().isEmpty()) {
      json.name("advice").value(network.decision().advice());
    }
    json.name("fell_back").value(network.decision().fellBack());
    json.name("up").value(network.up());
    if (!network.up()) {
      json.name("trouble").value(network.trouble());
    }
    network.helperPid().ifPresent(pid -> json.name("helper_pid").value(pid));
    json.name("restarts").value(network.restarts());
    json.endObject();
  }

  private static void writePlan(JsonWriter json, MachineSpec machine) {
    VmSize size = machine.size();
    json.name("plan").beginObject();
    json.name("name").value(machine.name());
    json.name("arch").value(machine.arch().qemuName());
    json.name("machine").value(machine.machineType());
    json.name("cpu_model").value(machine.cpuModel());
    json.name("vcpus").value(size.vcpus());
    json.name("vcpus_reason").value(size.cpuReason());
    json.name("memory_bytes").value(size.ram());
    json.name("memory_reason").value(size.ramReason());
    size.memoryLimit().ifPresent(limit -> json.name("memory_limit_bytes").value(limit));
    json.name("translation_cache_bytes").value(size.translationCache());
    writeHeadroom(json, size.headroom());
    writeProvisions(json, machine);
    json.strings("warnings", size.warnings());
    json.endObject();
  }

  /** Names and sizes: the content may be secret. */
  private static void writeProvisions(JsonWriter json, MachineSpec machine) {
    json.name("provisioning").beginArray();
    for (Provision provision : machine.provisions()) {
      json.beginObject();
      json.name("by").value(provision.by());
      json.name("name").value(provision.name());
      json.name("bytes").value(provision.bytes());
      json.endObject();
    }
    json.endArray();
  }

  private static void writeHeadroom(JsonWriter json, Headroom headroom) {
    json.name("headroom").beginObject();
    json.name("total_bytes").value(headroom.total());
    json.name("parts").beginArray();
    for (Headroom.Part part : headroom.parts()) {
      json.beginObject();
      json.name("name").value(part.name());
      json.name("bytes").value(part.bytes());
      json.name("reason").value(part.reason());
      json.endObject();
    }
    json.endArray().endObject();
  }

  private static void writeStages(JsonWriter json, VmView view) {
    json.name("startup_seconds").beginObject();
    for (StartupStage stage : StartupStage.values()) {
      Duration duration = view.stages().get(stage);
      if (duration != null) {
        json.name(lowerCase(stage)).value(seconds(duration));
      }
    }
    json.endObject();
  }

  private static void writeCounters(JsonWriter json, VmCounters counters) {
    json.name("counters").beginObject();
    json.numbers("resets", counters.resets());
    json.numbers("panics", counters.panics());
    json.numbers("pauses", counters.pauses());
    json.numbers("shutdown_requests", counters.shutdownRequests());
    json.numbers("restarts", counters.restarts());
    json.numbers("watchdog_actions", counters.watchdogActions());
    json.numbers("memory_failures", counters.memoryFailures());
    json.numbers("io_errors", counters.ioErrors());
    json.endObject();
  }

  private static String lowerCase(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
