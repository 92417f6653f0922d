package dev.qemupod.supervisor.sizing;

import static dev.qemupod.supervisor.sizing.SizingFixture.GIB;
import static dev.qemupod.supervisor.sizing.SizingFixture.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.config.ConfigException;
import org.junit.jupiter.api.Test;

class SizeExplanationTest {
  @Test
  void shows_the_sum_as_a_table() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.TCG).limit(512 * MIB).size();

    assertEquals(
        """
        vCPUs                   1        CPU limit 1
        memory limit          512.0 MiB  of the pod's cgroup
        - qemu                 16.0 MiB  its own memory with 1 vCPU and no device
        - files                32.0 MiB  binaries and libraries in constant use
        - kernel and initrd    12.0 MiB  qemu's copy, kept while it runs
        - vCPUs                 1.0 MiB  1 x 1 MiB
        - page tables           1.1 MiB  3 MiB for each GiB of guest RAM
        - disks                 2.0 MiB  1 x 2 MiB
        - network               1.0 MiB  1 x 1 MiB
        - translated code      42.4 MiB  TCG: 1.2 x 32 MiB + 4 MiB
        - supervisor           26.0 MiB  the JVM that is PID 1
        - slack                16.0 MiB  for I/O at the edge of the limit: 0.5 % of it, at least 16 MiB
        = headroom            149.5 MiB  sum of the above
        guest RAM             362.0 MiB  the memory limit minus the headroom, rounded down to 2 MiB
        left over               0.5 MiB  limit - headroom - guest RAM
        translation cache      32.0 MiB  tb-size: a 16th of the limit up to 32 MiB, then a 32nd, 16 to 64 MiB
        """
            .strip(),
        String.join("\n", SizeExplanation.lines(size)));
  }

  @Test
  void shows_what_is_forced_over_the_limit() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.KVM).limit(512 * MIB).ram(GIB).forced().size();

    assertEquals(
        "over the limit        626.0 MiB  forced by QEMU_RAM_FORCE",
        SizeExplanation.lines(size).getLast());
  }

  @Test
  void shows_a_pod_without_limit() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.TCG).available(GIB).size();

    assertEquals(
        """
        vCPUs                   1        CPU limit 1
        memory limit           none      the parts below are expected, not enforced
          qemu                 16.0 MiB  its own memory with 1 vCPU and no device
          files                32.0 MiB  binaries and libraries in constant use
          kernel and initrd    12.0 MiB  qemu's copy, kept while it runs
          vCPUs                 1.0 MiB  1 x 1 MiB
          page tables           1.5 MiB  3 MiB for each GiB of guest RAM
          disks                 2.0 MiB  1 x 2 MiB
          network               1.0 MiB  1 x 1 MiB
          translated code      80.8 MiB  TCG: 1.2 x 64 MiB + 4 MiB
          supervisor           26.0 MiB  the JVM that is PID 1
          slack                16.0 MiB  for I/O at the edge of the limit: 0.5 % of it, at least 16 MiB
        = headroom            188.3 MiB  sum of the above
        guest RAM             512.0 MiB  half of the 1024 MiB available on the node
        translation cache      64.0 MiB  tb-size: where there is no limit
        """
            .strip(),
        String.join("\n", SizeExplanation.lines(size)));
  }

  @Test
  void says_it_in_one_line_for_the_log() throws ConfigException {
    assertEquals(
        "1 vCPU (CPU limit 1), 362 MiB of RAM (the memory limit minus the headroom, rounded down to"
            + " 2 MiB: limit 512 MiB, headroom 149.5 MiB), translation cache 32 MiB",
        SizeExplanation.oneLine(SizingFixture.pod(Accelerator.TCG).limit(512 * MIB).size()));
    assertEquals(
        "2 vCPUs (QEMU_CPU), 512 MiB of RAM (QEMU_RAM)",
        SizeExplanation.oneLine(
            SizingFixture.pod(Accelerator.KVM).ram(512 * MIB).askedCpus(2).size()));
  }
}
