package dev.qemupod.supervisor.config;

import java.util.List;
import java.util.Optional;

/**
 * Everything the environment says, validated, and nothing else.
 *
 * @param disks {@code QEMU_HDA} to {@code QEMU_HDD}, in that order, those that are set
 * @param fetch how images are fetched; absent: no variable is a URL
 * @param extraArguments {@code QEMU_EXTRA_ARGS}, then the container's own arguments
 */
public record VmConfig(
    PlatformConfig platform,
    CpuConfig cpu,
    MemoryConfig memory,
    ResizeConfig resize,
    List<DiskConfig> disks,
    BootConfig boot,
    NetworkConfig network,
    ProvisionConfig provision,
    LifecycleConfig lifecycle,
    ServiceConfig service,
    Optional<FetchConfig> fetch,
    List<String> extraArguments) {
  public VmConfig {
    disks = List.copyOf(disks);
    extraArguments = List.copyOf(extraArguments);
  }
}
