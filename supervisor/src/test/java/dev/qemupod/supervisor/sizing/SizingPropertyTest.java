package dev.qemupod.supervisor.sizing;

import static dev.qemupod.supervisor.sizing.SizingFixture.GIB;
import static dev.qemupod.supervisor.sizing.SizingFixture.MIB;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.ConfigException;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.sizing.SizingRequest.DeviceLoad;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every pod, shown over many of them. */
class SizingPropertyTest {
  /** Every accelerator with small and large machines. */
  static List<SizingFixture> machines() {
    List<SizingFixture> machines = new ArrayList<>();
    for (Accelerator accelerator : Accelerator.values()) {
      SizingFixture pod = SizingFixture.pod(accelerator);
      machines.add(pod);
      machines.add(pod.devices(new DeviceLoad(0, 0, 0, false, 0, 0, false)));
      machines.add(
          pod.devices(new DeviceLoad(5, 5, 1, true, 90 * MIB + 4711, 0, false)).askedCpus(16));
      machines.add(pod.headroom(100 * MIB));
    }
    return machines;
  }

  @ParameterizedTest
  @MethodSource("machines")
  void a_larger_limit_never_gives_a_smaller_guest(SizingFixture pod) throws ConfigException {
    long before = 0;
    for (long limit = 400 * MIB; limit < 3 * GIB; limit += 300_007) {
      long ram = pod.limit(limit).size().ram();
      assertTrue(ram >= before, "limit " + limit + " gives " + ram + ", less than " + before);
      before = ram;
    }
  }

  @ParameterizedTest
  @MethodSource("machines")
  void guest_and_headroom_fill_the_limit_but_never_exceed_it(SizingFixture pod)
      throws ConfigException {
    Random random = new Random(42);
    for (int i = 0; i < 5000; i++) {
      long limit = random.nextLong(400 * MIB, 1L << random.nextInt(30, 62));
      VmSize size = pod.limit(limit).size();
      long rest = limit - size.ram() - size.headroom().total();

      assertEquals(0, size.ram() % (2 * MIB));
      assertTrue(rest >= 0, "limit " + limit + " is exceeded by " + -rest);
      assertTrue(rest < 3 * MIB, "limit " + limit + " has " + rest + " left over");
    }
  }

  @ParameterizedTest
  @MethodSource("machines")
  void a_pod_too_small_for_any_guest_is_told_the_smallest_limit_that_works(SizingFixture pod)
      throws ConfigException {
    for (long limit = 1; limit < 100 * MIB; limit = limit * 3 + 1) {
      Problem problem = SizingPolicyTest.onlyProblem(pod.limit(limit));
      long smallest = limitNamedIn(problem);

      assertTrue(pod.limit(smallest).size().ram() >= 32 * MIB, problem.toString());
      assertThrows(ConfigException.class, () -> pod.limit(smallest - MIB).size());
    }
  }

  @ParameterizedTest
  @MethodSource("machines")
  void ram_that_does_not_fit_is_told_the_smallest_limit_that_works(SizingFixture pod)
      throws ConfigException {
    for (long ram = 512 * MIB; ram < 64 * GIB; ram = ram * 2 + 6 * MIB) {
      SizingFixture asked = pod.ram(ram);
      long smallest = limitNamedIn(SizingPolicyTest.onlyProblem(asked.limit(256 * MIB)));

      assertEquals(ram, asked.limit(smallest).size().ram());
      assertThrows(ConfigException.class, () -> asked.limit(smallest - MIB).size());
    }
  }

  @Test
  void the_smallest_pod_is_named_in_a_sentence_with_its_sum() {
    Problem problem =
        SizingPolicyTest.onlyProblem(SizingFixture.pod(Accelerator.TCG).limit(128 * MIB));

    assertEquals(
        "memory limit must leave at least 32 MiB to the guest, was a memory limit of 128 MiB"
            + " - 16 MiB qemu - 32 MiB files - 12 MiB kernel and initrd - 1 MiB vCPUs"
            + " - 0 MiB page tables - 2 MiB disks - 1 MiB network - 23.2 MiB translated code"
            + " - 26 MiB supervisor - 16 MiB slack; raise resources.limits.memory to at least"
            + " 162Mi",
        problem.toString());
  }

  private static long limitNamedIn(Problem problem) {
    String marker = "resources.limits.memory to at least ";
    String rest = problem.message().substring(problem.message().indexOf(marker) + marker.length());
    return Long.parseLong(rest.substring(0, rest.indexOf("Mi"))) * MIB;
  }
}
