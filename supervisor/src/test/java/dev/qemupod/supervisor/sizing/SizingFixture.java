package dev.qemupod.supervisor.sizing;

import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.CpuConfig;
import dev.qemupod.supervisor.config.MemoryConfig;
import dev.qemupod.supervisor.host.PodLimits;
import dev.qemupod.supervisor.host.PodLimits.CgroupVersion;
import dev.qemupod.supervisor.sizing.SizingRequest.DeviceLoad;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.NullMarked;

/** A sizing request that tests change one thing of. */
@NullMarked
record SizingFixture(
    PodLimits limits,
    CpuConfig cpu,
    MemoryConfig memory,
    Accelerator accelerator,
    DeviceLoad devices) {
  static final long MIB = 1L << 20;
  static final long GIB = 1L << 30;

  /** One disk on native aio, one NIC, a kernel of 12 MiB, 1 CPU of 8, 16 GiB available. */
  static SizingFixture pod(Accelerator accelerator) {
    return new SizingFixture(
        new PodLimits(CgroupVersion.V2, OptionalLong.empty(), OptionalDouble.of(1), 8, 16 * GIB),
        new CpuConfig(OptionalInt.empty(), Optional.empty(), false),
        new MemoryConfig(
            OptionalLong.empty(), OptionalLong.empty(), false, MemoryConfig.Guard.BALLOON),
        accelerator,
        new DeviceLoad(1, 0, 1, false, 12 * MIB, 0, false));
  }

  SizingFixture limit(long bytes) {
    return with(
        new PodLimits(
            limits.cgroups(),
            OptionalLong.of(bytes),
            limits.cpuQuota(),
            limits.cpus(),
            limits.availableMemory()));
  }

  SizingFixture quota(OptionalDouble quota, int cpus) {
    return with(
        new PodLimits(limits.cgroups(), limits.memory(), quota, cpus, limits.availableMemory()));
  }

  SizingFixture available(long bytes) {
    return with(
        new PodLimits(limits.cgroups(), limits.memory(), limits.cpuQuota(), limits.cpus(), bytes));
  }

  SizingFixture ram(long bytes) {
    return with(
        new MemoryConfig(
            OptionalLong.of(bytes), memory.headroom(), memory.force(), memory.guard()));
  }

  SizingFixture headroom(long bytes) {
    return with(
        new MemoryConfig(memory.ram(), OptionalLong.of(bytes), memory.force(), memory.guard()));
  }

  SizingFixture forced() {
    return with(new MemoryConfig(memory.ram(), memory.headroom(), true, memory.guard()));
  }

  SizingFixture askedCpus(int count) {
    return new SizingFixture(
        limits,
        new CpuConfig(OptionalInt.of(count), cpu.topology(), false),
        memory,
        accelerator,
        devices);
  }

  SizingFixture devices(DeviceLoad load) {
    return new SizingFixture(limits, cpu, memory, accelerator, load);
  }

  VmSize size() throws ConfigException {
    return SizingPolicy.size(new SizingRequest(limits, cpu, memory, accelerator, devices));
  }

  private SizingFixture with(PodLimits changed) {
    return new SizingFixture(changed, cpu, memory, accelerator, devices);
  }

  private SizingFixture with(MemoryConfig changed) {
    return new SizingFixture(limits, cpu, changed, accelerator, devices);
  }
}
