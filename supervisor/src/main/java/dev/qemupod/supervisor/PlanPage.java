package dev.qemupod.supervisor;

import dev.qemupod.supervisor.config.EffectiveValue;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.host.CgroupReader;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.lifecycle.EndingException;
import dev.qemupod.supervisor.lifecycle.LaunchPlan;
import dev.qemupod.supervisor.lifecycle.NetworkPlan;
import dev.qemupod.supervisor.lifecycle.VmPlanner;
import dev.qemupod.supervisor.log.JsonWriter;
import dev.qemupod.supervisor.machine.Provision;
import dev.qemupod.supervisor.sizing.Headroom;
import dev.qemupod.supervisor.sizing.PinPlan;
import dev.qemupod.supervisor.sizing.SizeExplanation;
import dev.qemupod.supervisor.sizing.VmSize;
import dev.qemupod.supervisor.storage.DiskPlan;
import dev.qemupod.supervisor.storage.ImageJob;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@code plan} prints: what would be started in this pod, and why. */
final class PlanPage {
  private static final String INDENT = "  ";

  private final Preflight preflight;
  private final List<EffectiveValue> settings;
  private final LaunchPlan plan;

  /**
   * A page of what was found.
   *
   * @param settings each variable's value and origin
   */
  PlanPage(Preflight preflight, List<EffectiveValue> settings) throws EndingException {
    this.preflight = preflight;
    this.settings = List.copyOf(settings);
    Optional<NetworkPreparation> network =
        preflight
            .config()
            .network()
            .backend()
            .map(
                _ ->
                    NetworkPreparation.probed(
                        preflight.config(), preflight.binary(), Preparation.PLANNED_FOLDER));
    this.plan =
        new VmPlanner(
                preflight.config(),
                preflight.limits(),
                preflight.disks().tableBytes(),
                preflight.binary().toString(),
                Preparation.planned(preflight).withNic(network.flatMap(NetworkPreparation::nic)),
                network.map(NetworkPreparation::decision))
            .plan(preflight.accelerator());
  }

  /** For a person. */
  String text() {
    StringBuilder text = new StringBuilder("qemu-pod ").append(BuildVersion.read().version());
    text.append("\n\nSize\n");
    for (String line : SizeExplanation.lines(plan.machine().size())) {
      text.append(INDENT).append(line).append('\n');
    }
    text.append("\nAccelerator\n").append(INDENT).append(plan.accelerator().reason()).append('\n');
    if (!plan.accelerator().advice().isEmpty()) {
      text.append(INDENT).append(plan.accelerator().advice()).append('\n');
    }
    plan.network().ifPresent(network -> appendNetwork(text, network));
    if (preflight.config().cpu().pin()) {
      text.append("\nCPU pinning\n").append(INDENT).append(pins().describe()).append('\n');
    }
    appendDisks(text);
    appendProvisions(text);
    appendSettings(text);
    appendWarnings(text);
    appendArgv(text);
    return text.toString();
  }

  private static void appendNetwork(StringBuilder text, NetworkPlan network) {
    text.append("\nNetwork\n").append(INDENT).append(network.decision().reason()).append('\n');
    if (!network.decision().advice().isEmpty()) {
      text.append(INDENT).append(network.decision().advice()).append('\n');
    }
    network
        .passt()
        .ifPresent(
            passt -> text.append(INDENT).append(String.join(" ", passt.command())).append('\n'));
  }

  private PinPlan pins() {
    return PinPlan.of(
        new CgroupReader(Path.of("/")).podCpus(),
        preflight.limits().cpuQuota(),
        plan.machine().size().vcpus());
  }

  private void appendDisks(StringBuilder text) {
    List<ImageJob> images = ImageJob.missing(preflight.config());
    if (!images.isEmpty()) {
      text.append("\nImages\n");
    }
    for (ImageJob image : images) {
      text.append(INDENT)
          .append(image.variable())
          .append(' ')
          .append(image.image().url().shown())
          .append(": will be fetched to ")
          .append(image.target())
          .append('\n');
    }
    if (preflight.disks().plans().isEmpty()) {
      return;
    }
    text.append("\nDisks\n");
    for (DiskPlan disk : preflight.disks().plans()) {
      String change = disk.change().describe();
      text.append(INDENT)
          .append(disk.config().variable())
          .append(' ')
          .append(disk.config().path())
          .append(": ")
          .append(change.isEmpty() ? "used as it is" : "will be " + change)
          .append('\n');
    }
  }

  /** Names and sizes: the content may be secret. */
  private void appendProvisions(StringBuilder text) {
    List<Provision> provisions = plan.machine().provisions();
    if (provisions.isEmpty()) {
      return;
    }
    text.append("\nProvisioning\n");
    for (Provision provision : provisions) {
      text.append(INDENT)
          .append(provision.by())
          .append(' ')
          .append(provision.name())
          .append(": ")
          .append(provision.bytes())
          .append(" bytes\n");
    }
  }

  private void appendSettings(StringBuilder text) {
    text.append("\nSettings\n");
    for (EffectiveValue value : settings) {
      if (value.origin() != EffectiveValue.Origin.DEFAULT) {
        text.append(INDENT)
            .append(value.variable())
            .append('=')
            .append(value.value())
            .append(" (")
            .append(value.writtenAs().isEmpty() ? value.origin().label() : value.writtenAs())
            .append(")\n");
      }
    }
    text.append(INDENT).append("everything else has its default\n");
  }

  private void appendWarnings(StringBuilder text) {
    if (!preflight.warnings().isEmpty()) {
      text.append("\nWarnings\n");
      for (Problem warning : preflight.warnings()) {
        text.append(INDENT).append(warning).append('\n');
      }
    }
  }

  /** One option a line, quoted for a shell. */
  private void appendArgv(StringBuilder text) {
    text.append("\nCommand line\n").append(INDENT);
    List<String> words = plan.argv().words();
    for (int index = 0; index < words.size(); index++) {
      String word = words.get(index);
      if (index > 0) {
        text.append(word.startsWith("-") ? " \\\n" + INDENT + INDENT : " ");
      }
      text.append(quoted(word));
    }
    text.append('\n');
  }

  private static String quoted(String word) {
    for (int index = 0; index < word.length(); index++) {
      char character = word.charAt(index);
      if (!Character.isLetterOrDigit(character) && "-_./:,=+@%".indexOf(character) < 0) {
        return "'" + word.replace("'", "'\\''") + "'";
      }
    }
    return word.isEmpty() ? "''" : word;
  }

  /** For a program. */
  String json() {
    JsonWriter json = new JsonWriter().beginObject();
    json.name("version").value(BuildVersion.read().version());
    writeLimits(json, preflight.limits());
    writeSize(json, plan.machine().size());
    json.name("accelerator").beginObject();
    json.name("name").value(plan.accelerator().accelerator().qemuName());
    json.name("reason").value(plan.accelerator().reason());
    json.name("advice").value(plan.accelerator().advice());
    json.endObject();
    plan.network().ifPresent(network -> writeNetwork(json, network));
    if (preflight.config().cpu().pin()) {
      json.name("cpu_pinning").value(pins().describe());
    }
    json.name("disks").beginArray();
    for (DiskPlan disk : preflight.disks().plans()) {
      json.beginObject();
      json.name("variable").value(disk.config().variable());
      json.name("path").value(disk.config().path().toString());
      json.name("format").value(disk.format().qemuName());
      json.name("virtual_size_bytes").value(disk.virtualSize());
      json.name("change").value(disk.change().describe());
      json.endObject();
    }
    json.endArray();
    json.name("provisioning").beginArray();
    for (Provision provision : plan.machine().provisions()) {
      json.beginObject();
      json.name("by").value(provision.by());
      json.name("name").value(provision.name());
      json.name("bytes").value(provision.bytes());
      json.endObject();
    }
    json.endArray();
    json.name("images").beginArray();
    for (ImageJob image : ImageJob.missing(preflight.config())) {
      json.beginObject();
      json.name("variable").value(image.variable());
      json.name("source").value(image.image().url().shown());
      json.name("path").value(image.target().toString());
      json.endObject();
    }
    json.endArray();
    writeSettings(json);
    json.strings("warnings", preflight.warnings().stream().map(Problem::toString).toList());
    json.strings("argv", plan.argv().words());
    return json.endObject() + "\n";
  }

  private static void writeNetwork(JsonWriter json, NetworkPlan network) {
    json.name("network").beginObject();
    json.name("name").value(network.decision().backend());
    json.name("reason").value(network.decision().reason());
    json.name("advice").value(network.decision().advice());
    network.passt().ifPresent(passt -> json.strings("passt", passt.command()));
    json.endObject();
  }

  private static void writeLimits(JsonWriter json, PodLimits limits) {
    json.name("limits").beginObject();
    json.name("cgroups").value(limits.cgroups().name().toLowerCase(Locale.ROOT));
    limits.memory().ifPresent(bytes -> json.name("memory_bytes").value(bytes));
    limits.cpuQuota().ifPresent(cores -> json.name("cpu_cores").value(cores));
    json.name("cpus").value(limits.cpus());
    json.endObject();
  }

  private static void writeSize(JsonWriter json, VmSize size) {
    json.name("size").beginObject();
    json.name("vcpus").value(size.vcpus());
    json.name("vcpus_reason").value(size.cpuReason());
    json.name("memory_bytes").value(size.ram());
    json.name("memory_reason").value(size.ramReason());
    json.name("translation_cache_bytes").value(size.translationCache());
    json.name("headroom_bytes").value(size.headroom().total());
    json.name("headroom").beginArray();
    for (Headroom.Part part : size.headroom().parts()) {
      json.beginObject();
      json.name("name").value(part.name());
      json.name("bytes").value(part.bytes());
      json.name("reason").value(part.reason());
      json.endObject();
    }
    json.endArray().endObject();
  }

  private void writeSettings(JsonWriter json) {
    json.name("settings").beginArray();
    for (EffectiveValue value : settings) {
      json.beginObject();
      json.name("variable").value(value.variable());
      json.name("value").value(value.value());
      json.name("origin").value(value.origin().label());
      if (!value.writtenAs().isEmpty()) {
        json.name("written_as").value(value.writtenAs());
      }
      json.endObject();
    }
    json.endArray();
  }
}
