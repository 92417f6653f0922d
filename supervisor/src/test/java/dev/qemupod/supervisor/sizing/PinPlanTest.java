package dev.qemupod.supervisor.sizing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.host.PodCpus;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PinPlanTest {
  private static final PodCpus PART = new PodCpus(List.of(2, 3, 10), 16);

  @Test
  void eachVcpuGetsACpuAndNobodyElseHasOneToItself() {
    PinPlan plan = PinPlan.of(PART, OptionalDouble.of(3), 3);
    assertEquals(List.of(2, 3, 10), plan.vcpus());
    assertEquals(List.of(), plan.rest());
    assertEquals(
        "vCPUs 0 to 2 are pinned to CPU 2,3,10, everything else may run on any of these (the cpuset"
            + " has CPU 2,3,10)",
        plan.describe());
  }

  @Test
  void whatIsLeftIsForEverythingElse() {
    PinPlan plan = PinPlan.of(PART, OptionalDouble.empty(), 2);
    assertEquals(List.of(3, 10), plan.vcpus());
    assertEquals(List.of(2), plan.rest());
    assertTrue(plan.describe().contains("everything else may run on CPU 2 "), plan::describe);
  }

  @Test
  void sharedCpusAreLeftAlone() {
    none(new PodCpus(List.of(0, 1), 2), OptionalDouble.of(2), 2, "shares all CPUs of the node");
    none(PART, OptionalDouble.of(2), 2, "but the CPU limit is 2: shared CPUs");
    none(PART, OptionalDouble.of(2.5), 3, "but the CPU limit is 2.5: shared CPUs");
    none(new PodCpus(List.of(), 0), OptionalDouble.empty(), 1, "shares all CPUs of the node");
  }

  @Test
  void moreVcpusThanCpusAreLeftAlone() {
    none(PART, OptionalDouble.of(3), 4, "fewer than the 4 vCPUs");
  }

  private static void none(PodCpus cpus, OptionalDouble quota, int count, String reason) {
    PinPlan plan = PinPlan.of(cpus, quota, count);
    assertEquals(List.of(), plan.vcpus());
    assertTrue(plan.describe().startsWith("no vCPU is pinned: "), plan::describe);
    assertTrue(plan.describe().contains(reason), plan::describe);
  }
}
