package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.argv.ArgvBuilder;
import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.VmConfig;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.machine.DeviceLoads;
import dev.qemupod.supervisor.machine.MachineParts;
import dev.qemupod.supervisor.machine.MachinePlanner;
import dev.qemupod.supervisor.machine.MachineSpec;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.sizing.Maxima;
import dev.qemupod.supervisor.sizing.SizingPolicy;
import dev.qemupod.supervisor.sizing.SizingRequest;
import dev.qemupod.supervisor.sizing.VmSize;

/** Plans the VM for an accelerator: size, machine, argv, in that order. */
public final class VmPlanner implements Launcher {
  private final VmConfig config;
  private final PodLimits limits;
  private final long tableBytes;
  private final String binary;
  private final MachineParts parts;

  /**
   * A planner for one configuration in one pod.
   *
   * @param tableBytes what qemu may keep of the tables of the disks' images
   * @param binary qemu's path
   * @param parts the disks and files the machine is made of
   */
  public VmPlanner(
      VmConfig config, PodLimits limits, long tableBytes, String binary, MachineParts parts) {
    this.config = config;
    this.limits = limits;
    this.tableBytes = tableBytes;
    this.binary = binary;
    this.parts = parts;
  }

  @Override
  public LaunchPlan plan(AcceleratorDecision decision) throws EndingException {
    try {
      SizingRequest request = request(config, limits, tableBytes, decision.accelerator());
      VmSize size = size(config, request);
      MachineSpec machine = MachinePlanner.plan(config, size, decision.accelerator(), parts);
      return new LaunchPlan(
          machine, ArgvBuilder.build(binary, machine, config.extraArguments()), decision, request);
    } catch (ConfigException tooSmall) {
      throw new EndingException(
          Ending.beforeQemu(
              ExitCode.CONFIG, "Configuration", String.valueOf(tooSmall.getMessage())));
    }
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
