package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;
import static dev.qemupod.supervisor.metrics.MetricDefinition.info;

import dev.qemupod.supervisor.agent.GuestFilesystem;
import dev.qemupod.supervisor.agent.GuestOs;
import dev.qemupod.supervisor.lifecycle.AgentView;
import java.util.List;

/** What the agent in the guest does and says; nothing of a guest without one. */
final class AgentMetrics implements MetricGroup {
  static final MetricDefinition UP =
      gauge(
          "qemu_guest_agent_up",
          "guest-ping",
          "1 if the guest agent answered the last ping, else 0; absent until the guest opened its"
              + " channel.");
  static final MetricDefinition OS =
      info(
          "qemu_guest_os_info",
          "guest-get-osinfo, guest-get-host-name",
          "What the guest says it is, unchecked; absent until it has said so.",
          "id",
          "version_id",
          "pretty_name",
          "kernel_release",
          "machine",
          "host_name");

  static final MetricDefinition FILESYSTEM_SIZE =
      gauge(
          "qemu_guest_filesystem_size_bytes",
          "guest-get-fsinfo",
          "What the guest says that a file system of its disks can hold, without what is kept for"
              + " root. Only with QEMU_METRICS_FILESYSTEMS, for 32 at most, of those mounted at"
              + " several places the shortest.",
          "mountpoint",
          "fstype");
  static final MetricDefinition FILESYSTEM_USED =
      gauge(
          "qemu_guest_filesystem_used_bytes",
          "guest-get-fsinfo",
          "What the guest says is used of it.",
          "mountpoint",
          "fstype");

  @Override
  public String title() {
    return "Guest agent";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(UP, OS, FILESYSTEM_SIZE, FILESYSTEM_USED);
  }

  @Override
  public void write(VmSample sample, Exposition exposition) {
    sample
        .view()
        .agent()
        .ifPresent(
            agent -> {
              exposition.add(UP, agent.up() ? 1 : 0);
              writeOs(agent, exposition);
              for (GuestFilesystem one : agent.usage().filesystems()) {
                exposition.add(FILESYSTEM_SIZE, one.size(), one.mountpoint(), one.type());
                exposition.add(FILESYSTEM_USED, one.used(), one.mountpoint(), one.type());
              }
            });
  }

  private static void writeOs(AgentView agent, Exposition exposition) {
    if (agent.os().isEmpty()) {
      return;
    }
    GuestOs os = agent.os().get();
    exposition.addInfo(
        OS,
        os.id(),
        os.versionId(),
        os.prettyName(),
        os.kernelRelease(),
        os.machine(),
        os.hostName());
  }
}
