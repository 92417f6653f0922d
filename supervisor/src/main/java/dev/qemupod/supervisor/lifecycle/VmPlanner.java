package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.argv.ArgvBuilder;
import dev.qemupod.supervisor.argv.PasstArgv;
import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.machine.DeviceLoads;
import dev.qemupod.supervisor.machine.MachineParts;
import dev.qemupod.supervisor.machine.MachinePlanner;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.machine.NicBackend;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.sizing.Maxima;
import dev.qemupod.supervisor.sizing.SizingPolicy;
import dev.qemupod.supervisor.sizing.SizingRequest;
import dev.qemupod.supervisor.sizing.VmSize;
import java.util.Optional;

/** Plans the VM for an accelerator: size, machine, argv, in that order. */
public final class VmPlanner implements Launcher {
  private final VmConfig config;
  private final PodLimits limits;
  private final long tableBytes;
  private final String binary;
  private final MachineParts parts;
  private final Optional<NetworkDecision> network;

  /**
   * A planner for one configuration in one pod.
   *
   * @param tableBytes what qemu may keep of the tables of the disks' images
   * @param binary qemu's path
   * @param parts the disks and files the machine is made of
   * @param network why its network is what it is, if something else than the user network was asked
   *     for
   */
  public VmPlanner(
      VmConfig config,
      PodLimits limits,
      long tableBytes,
      String binary,
      MachineParts parts,
      Optional<NetworkDecision> network) {
    this.config = config;
    this.limits = limits;
    this.tableBytes = tableBytes;
    this.binary = binary;
    this.parts = parts;
    this.network = network;
  }

  @Override
  public LaunchPlan plan(AcceleratorDecision decision) throws EndingException {
    try {
      SizingRequest request = request(config, limits, tableBytes, decision.accelerator());
      VmSize size = size(config, request);
      LaunchPlan plan = plan(decision, request, size, parts, Optional.empty());
      return network.isPresent() ? planNetwork(plan, size) : plan;
    } catch (ConfigException tooSmall) {
      throw new EndingException(
          Ending.beforeQemu(
              ExitCode.CONFIG, "Configuration", String.valueOf(tooSmall.getMessage())));
    }
  }

  private LaunchPlan plan(
      AcceleratorDecision decision,
      SizingRequest request,
      VmSize size,
      MachineParts chosen,
      Optional<NetworkPlan> networkPlan) {
    MachineSpec machine = MachinePlanner.plan(config, size, decision.accelerator(), chosen);
    return new LaunchPlan(
        machine,
        ArgvBuilder.build(binary, machine, config.extraArguments()),
        decision,
        request,
        networkPlan);
  }

  /** The same plan with what its network needs. */
  private LaunchPlan planNetwork(LaunchPlan plan, VmSize size) {
    NetworkPlan.Fallback fallback =
        fallen ->
            plan(
                plan.accelerator(),
                plan.request(),
                size,
                parts.withNic(Optional.empty()),
                Optional.of(new NetworkPlan(fallen, Optional.empty())));
    Optional<NetworkPlan.Passt> passt = Optional.empty();
    if (parts.nic().isPresent() && parts.nic().get() instanceof NicBackend.Passt ready) {
      passt =
          Optional.of(
              new NetworkPlan.Passt(
                  PasstArgv.build(ready, config.platform().hostname(), config.network().forwards()),
                  ready.pidFile(),
                  !ready.reconnect().isEmpty(),
                  fallback));
    }
    return new LaunchPlan(
        plan.machine(),
        plan.argv(),
        plan.accelerator(),
        plan.request(),
        Optional.of(new NetworkPlan(network.get(), passt)));
  }

  /**
   * The size the VM gets with an accelerator.
   *
   * @param tableBytes what qemu may keep of the tables of the disks' images
   * @throws ConfigException if the pod is too small for it
   */
  public static VmSize size(
      VmConfig config, PodLimits limits, long tableBytes, Accelerator accelerator)
      throws ConfigException {
    return size(config, request(config, limits, tableBytes, accelerator));
  }

  private static VmSize size(VmConfig config, SizingRequest request) throws ConfigException {
    VmSize size = SizingPolicy.size(request);
    if (!config.resize().follow()) {
      return size;
    }
    String fixed =
        switch (config.platform().arch()) {
          case X86_64 -> "";
          case AARCH64 -> "the machine of aarch64 can not be given CPUs while it runs";
        };
    return size.upTo(Maxima.of(config.resize(), request, size, fixed));
  }

  private static SizingRequest request(
      VmConfig config, PodLimits limits, long tableBytes, Accelerator accelerator) {
    return new SizingRequest(
        limits, config.cpu(), config.memory(), accelerator, DeviceLoads.of(config, tableBytes));
  }
}
