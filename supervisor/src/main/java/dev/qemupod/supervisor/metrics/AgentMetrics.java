package dev.qemupod.supervisor.metrics;

import static dev.qemupod.supervisor.metrics.MetricDefinition.gauge;
import static dev.qemupod.supervisor.metrics.MetricDefinition.info;

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

  @Override
  public String title() {
    return "Guest agent";
  }

  @Override
  public List<MetricDefinition> metrics() {
    return List.of(UP, OS);
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
