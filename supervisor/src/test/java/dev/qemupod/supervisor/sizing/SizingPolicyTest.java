package dev.qemupod.supervisor.sizing;

import static dev.qemupod.supervisor.sizing.SizingFixture.GIB;
import static dev.qemupod.supervisor.sizing.SizingFixture.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.sizing.SizingRequest.DeviceLoad;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SizingPolicyTest {
  @ParameterizedTest
  @CsvSource({
    "TCG, 256, 126, 16",
    "TCG, 512, 362, 32",
    "TCG, 1024, 872, 32",
    "TCG, 4096, 3892, 64",
    "KVM, 512, 402, 0"
  })
  void gives_the_guest_what_the_formula_leaves(
      Accelerator accelerator, long limit, long ram, long cache) throws ConfigException {
    VmSize size = SizingFixture.pod(accelerator).limit(limit * MIB).size();

    assertEquals(ram * MIB, size.ram());
    assertEquals(cache * MIB, size.translationCache());
    assertEquals(1, size.vcpus());
    assertEquals(List.of(), size.warnings());
  }

  @Test
  void keeps_the_headroom_and_the_share_that_are_promised() throws ConfigException {
    SizingFixture pod =
        SizingFixture.pod(Accelerator.TCG).devices(new DeviceLoad(1, 0, 1, false, 0, 0, false));

    assertTrue(pod.limit(GIB).size().headroom().total() <= 150 * MIB);
    assertTrue(pod.limit(4 * GIB).size().ram() >= 4 * GIB * 95 / 100);
  }

  @Test
  void gives_a_large_guest_under_kvm_what_the_formula_leaves() throws ConfigException {
    VmSize size =
        SizingFixture.pod(Accelerator.KVM)
            .limit(4 * GIB)
            .quota(OptionalDouble.of(4), 8)
            .devices(new DeviceLoad(1, 0, 1, false, 0, 0, false))
            .size();

    assertEquals(3962 * MIB, size.ram());
    assertEquals(4, size.vcpus());
  }

  @ParameterizedTest
  @CsvSource({
    "0.1, 8, 1, 'CPU limit 0.1, rounded up'",
    "1, 8, 1, CPU limit 1",
    "1.5, 8, 2, 'CPU limit 1.5, rounded up'",
    "1.001, 8, 2, 'CPU limit 1.001, rounded up'",
    "4, 4, 4, CPU limit 4",
    "6.25, 2, 2, 'CPU limit 6.25, but the cpuset has 2'",
    "1e12, 3, 3, 'CPU limit 1000000000000, but the cpuset has 3'"
  })
  void rounds_the_cpu_limit_up_within_the_cpuset(double quota, int cpus, int vcpus, String reason)
      throws ConfigException {
    VmSize size =
        SizingFixture.pod(Accelerator.KVM).limit(GIB).quota(OptionalDouble.of(quota), cpus).size();

    assertEquals(vcpus, size.vcpus());
    assertEquals(reason, size.cpuReason());
  }

  @ParameterizedTest
  @CsvSource({
    "4, 4, 'no CPU limit: the cpuset has 4'",
    "384, 255, 'no CPU limit: the cpuset has 384, more than a guest can have'"
  })
  void takes_the_cpuset_without_a_cpu_limit(int cpus, int vcpus, String reason)
      throws ConfigException {
    VmSize size =
        SizingFixture.pod(Accelerator.KVM)
            .limit(8 * GIB)
            .quota(OptionalDouble.empty(), cpus)
            .size();

    assertEquals(vcpus, size.vcpus());
    assertEquals(reason, size.cpuReason());
  }

  @Test
  void takes_the_vcpus_asked_for_but_warns_of_more_than_the_limit() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.TCG).limit(GIB).askedCpus(3).size();

    assertEquals(3, size.vcpus());
    assertEquals("QEMU_CPU", size.cpuReason());
    assertEquals(
        List.of(
            "QEMU_CPU is 3, more than the 1 the pod gives (CPU limit 1): the vCPUs will wait for"
                + " each other; unset it or raise the CPU limit"),
        size.warnings());
    assertEquals(
        List.of(), SizingFixture.pod(Accelerator.TCG).limit(GIB).askedCpus(1).size().warnings());
  }

  @Test
  void counts_every_device_that_costs_memory() throws ConfigException {
    SizingFixture pod = SizingFixture.pod(Accelerator.KVM).limit(GIB).ram(512 * MIB);
    long bare = total(pod.devices(new DeviceLoad(0, 0, 0, false, 0, 0, false)));

    assertEquals(bare + 2 * MIB, total(pod.devices(new DeviceLoad(1, 0, 0, false, 0, 0, false))));
    assertEquals(bare + 6 * MIB, total(pod.devices(new DeviceLoad(2, 1, 0, false, 0, 0, false))));
    assertEquals(bare + MIB, total(pod.devices(new DeviceLoad(0, 0, 1, false, 0, 0, false))));
    assertEquals(bare + 34 * MIB, total(pod.devices(new DeviceLoad(0, 0, 0, false, 0, 0, true))));
    assertEquals(bare + 8 * MIB, total(pod.devices(new DeviceLoad(0, 0, 0, true, 0, 0, false))));
    assertEquals(bare + 12345, total(pod.devices(new DeviceLoad(0, 0, 0, false, 12345, 0, false))));
    assertEquals(bare + 54321, total(pod.devices(new DeviceLoad(0, 0, 0, false, 0, 54321, false))));
    assertEquals(
        bare + 2 * MIB,
        total(pod.devices(new DeviceLoad(0, 0, 0, false, 0, 0, false)).askedCpus(3)));
  }

  @Test
  void takes_the_ram_asked_for_where_it_fits() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.TCG).limit(GIB).ram(256 * MIB).size();

    assertEquals(256 * MIB, size.ram());
    assertEquals("QEMU_RAM", size.ramReason());
  }

  @ParameterizedTest
  @EnumSource(Accelerator.class)
  void accepts_as_QEMU_RAM_what_it_computes_and_not_a_step_more(Accelerator accelerator)
      throws ConfigException {
    for (long limit = 256; limit < 9000; limit += 37) {
      SizingFixture pod = SizingFixture.pod(accelerator).limit(limit * MIB);
      long computed = pod.size().ram();

      assertEquals(computed, pod.ram(computed).size().ram());
      assertThrows(ConfigException.class, () -> pod.ram(computed + 2 * MIB).size());
    }
  }

  @Test
  void refuses_more_ram_than_fits_and_shows_the_sum() {
    Problem problem = onlyProblem(SizingFixture.pod(Accelerator.TCG).limit(512 * MIB).ram(GIB));

    assertEquals("QEMU_RAM", problem.variable());
    assertEquals(
        "must be at most 362 MiB here, was 1024 MiB: the pod has a memory limit of 512 MiB"
            + " - 16 MiB qemu - 32 MiB files - 12 MiB kernel and initrd - 1 MiB vCPUs"
            + " - 1.1 MiB page tables - 2 MiB disks - 1 MiB network - 42.4 MiB translated code"
            + " - 26 MiB supervisor - 16 MiB slack; unset it to get 362 MiB, or raise"
            + " resources.limits.memory to at least 1182Mi, or set QEMU_RAM_FORCE=1 to risk the"
            + " OOM kill",
        problem.message());
  }

  @Test
  void takes_forced_ram_with_a_warning_that_shows_the_sum() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.KVM).limit(512 * MIB).ram(GIB).forced().size();

    assertEquals(GIB, size.ram());
    assertEquals(1, size.warnings().size());
    String warning = size.warnings().getFirst();
    assertTrue(warning.startsWith("QEMU_RAM of 1024 MiB is used because of QEMU_RAM_FORCE"));
    assertTrue(warning.contains("a memory limit of 512 MiB - 16 MiB qemu - "), warning);
    assertTrue(warning.contains("OOM-killed"), warning);
  }

  @Test
  void rounds_odd_ram_down_with_a_warning_and_refuses_less_than_a_step() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.KVM).limit(GIB).ram(513 * MIB).size();

    assertEquals(512 * MIB, size.ram());
    assertEquals(
        List.of("QEMU_RAM is rounded down from 513 MiB to 512 MiB, a multiple of 2 MiB"),
        size.warnings());
    Problem problem = onlyProblem(SizingFixture.pod(Accelerator.KVM).limit(GIB).ram(MIB));
    assertEquals("QEMU_RAM", problem.variable());
    assertTrue(problem.message().startsWith("must be at least 2 MiB, was 1 MiB; "));
  }

  @Test
  void replaces_the_computed_headroom_by_the_one_asked_for() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.TCG).limit(GIB).headroom(300 * MIB).size();

    assertEquals(724 * MIB, size.ram());
    assertEquals(300 * MIB, size.headroom().total());
    assertEquals(32 * MIB, size.translationCache());
    assertEquals(List.of(), size.warnings());
  }

  @Test
  void warns_of_a_headroom_below_what_is_expected_to_be_needed() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.TCG).limit(GIB).headroom(100 * MIB).size();

    assertEquals(924 * MIB, size.ram());
    assertEquals(
        List.of(
            "QEMU_HEADROOM leaves 100 MiB beside the guest's RAM, and 151.1 MiB are expected to be"
                + " needed: the pod may be OOM-killed; unset it to use the computed headroom"),
        size.warnings());
  }

  @Test
  void refuses_a_headroom_that_leaves_no_guest() {
    Problem problem =
        onlyProblem(SizingFixture.pod(Accelerator.KVM).limit(512 * MIB).headroom(500 * MIB));

    assertEquals("QEMU_HEADROOM", problem.variable());
    assertEquals(
        "must leave at least 32 MiB of the pod's memory limit of 512 MiB to the guest, was 500 MiB;"
            + " lower it, or raise resources.limits.memory to at least 532Mi",
        problem.message());
  }

  @Test
  void takes_half_of_the_available_memory_without_a_limit() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.TCG).available(1001 * MIB).size();

    assertEquals(500 * MIB, size.ram());
    assertEquals(64 * MIB, size.translationCache());
    assertTrue(size.memoryLimit().isEmpty());
    assertEquals(
        List.of(
            "the pod has no memory limit (or one above the node's memory): the guest gets 500 MiB,"
                + " half of the 1001 MiB available on the node; set resources.limits.memory, or"
                + " QEMU_RAM"),
        size.warnings());
  }

  @Test
  void takes_at_most_2_GiB_without_a_limit() throws ConfigException {
    assertEquals(2 * GIB, SizingFixture.pod(Accelerator.KVM).available(64 * GIB).size().ram());
    assertEquals(512 * MIB, SizingFixture.pod(Accelerator.KVM).available(0).size().ram());
  }

  @Test
  void takes_the_ram_asked_for_without_a_limit_and_warns_only_beyond_the_node()
      throws ConfigException {
    SizingFixture pod = SizingFixture.pod(Accelerator.KVM).available(4 * GIB);

    assertEquals(3 * GIB, pod.ram(3 * GIB).size().ram());
    assertEquals(List.of(), pod.ram(3 * GIB).size().warnings());
    assertEquals(1, pod.ram(5 * GIB).size().warnings().size());
    assertFalse(pod.headroom(GIB).size().headroom().parts().isEmpty());
  }

  @Test
  void refuses_a_node_without_memory() {
    Problem problem = onlyProblem(SizingFixture.pod(Accelerator.KVM).available(40 * MIB));

    assertEquals("QEMU_RAM", problem.variable());
    assertTrue(problem.message().contains("was unset with 40 MiB"), problem.message());
  }

  @Test
  void warns_of_a_guest_too_small_for_a_distribution() throws ConfigException {
    VmSize size = SizingFixture.pod(Accelerator.KVM).limit(GIB).ram(16 * MIB).size();

    assertEquals(16 * MIB, size.ram());
    assertTrue(size.warnings().getFirst().startsWith("the guest has only 16 MiB of RAM"));
  }

  static Problem onlyProblem(SizingFixture pod) {
    List<Problem> problems = assertThrows(ConfigException.class, pod::size).problems();
    assertEquals(1, problems.size());
    return problems.getFirst();
  }

  private static long total(SizingFixture pod) throws ConfigException {
    return pod.size().headroom().total();
  }

  @ParameterizedTest
  @CsvSource({
    "TCG, 1, 2, true",
    "TCG, 0.5, 2, true",
    "TCG, 1, 1, false",
    "TCG, 1.25, 2, false",
    "KVM, 1, 2, false"
  })
  void a_quota_of_one_cpu_has_one_thread_for_all_vcpus(
      Accelerator accelerator, double quota, int vcpus, boolean oneThread) throws ConfigException {
    VmSize size =
        SizingFixture.pod(accelerator)
            .limit(GIB)
            .quota(OptionalDouble.of(quota), 8)
            .askedCpus(vcpus)
            .size();

    assertEquals(oneThread, size.oneThread());
    assertEquals(
        oneThread,
        SizeExplanation.lines(size).stream().anyMatch(line -> line.startsWith("vCPU threads")));
    assertFalse(size.upTo(new Maxima(4, 4 * GIB, "")).oneThread());
  }

  @Test
  void without_a_quota_each_vcpu_has_a_thread() throws ConfigException {
    assertFalse(
        SizingFixture.pod(Accelerator.TCG)
            .limit(GIB)
            .quota(OptionalDouble.empty(), 1)
            .askedCpus(2)
            .size()
            .oneThread());
  }
}
