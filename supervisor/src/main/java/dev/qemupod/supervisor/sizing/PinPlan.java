package dev.qemupod.supervisor.sizing;

import dev.qemupod.supervisor.host.PodCpus;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Which CPU each vCPU gets to itself, where the pod's CPUs are its own.
 *
 * <p>The first CPUs are left to everything else, the last ones are the vCPUs': where there is one
 * more CPU than vCPUs this is what KubeVirt calls {@code isolateEmulatorThread}.
 *
 * @param vcpus the CPU of each vCPU, in the order of their numbers; empty: nothing is pinned
 * @param rest the CPUs of everything else; empty: everything else may run on all of them
 * @param reason one clause: why so, or why nothing is pinned
 */
public record PinPlan(List<Integer> vcpus, List<Integer> rest, String reason) {
  public PinPlan {
    vcpus = List.copyOf(vcpus);
    rest = List.copyOf(rest);
  }

  /**
   * The kubelet's static CPU manager gives a container a part of the node's CPUs, as many as its
   * whole CPU limit, or without a quota at all (since 1.33 it takes that away). Every other
   * container shares its CPUs, and a thread that is bound to one CPU there waits for strangers.
   *
   * @param quota the pod's CPU limit
   * @param count how many vCPUs there are
   */
  public static PinPlan of(PodCpus cpus, OptionalDouble quota, int count) {
    List<Integer> own = cpus.own();
    String has = "the cpuset has CPU " + names(own);
    if (own.size() >= cpus.online()) {
      return none("the pod shares all CPUs of the node");
    }
    if (quota.isPresent() && quota.getAsDouble() != own.size()) {
      return none(
          has + " but the CPU limit is " + MemoryText.cores(quota.getAsDouble()) + ": shared CPUs");
    }
    if (count > own.size()) {
      return none(has + ", fewer than the " + count + " vCPUs");
    }
    int spare = own.size() - count;
    return new PinPlan(own.subList(spare, own.size()), own.subList(0, spare), has);
  }

  private static PinPlan none(String reason) {
    return new PinPlan(List.of(), List.of(), reason);
  }

  /** In one line. */
  public String describe() {
    if (vcpus.isEmpty()) {
      return "no vCPU is pinned: " + reason;
    }
    String which =
        vcpus.size() == 1
            ? "vCPU 0 is pinned to CPU "
            : "vCPUs 0 to " + (vcpus.size() - 1) + " are pinned to CPU ";
    return which
        + names(vcpus)
        + ", everything else may run on "
        + (rest.isEmpty() ? "any of these" : "CPU " + names(rest))
        + " ("
        + reason
        + ")";
  }

  private static String names(List<Integer> cpus) {
    StringBuilder names = new StringBuilder();
    for (int cpu : cpus) {
      names.append(names.isEmpty() ? "" : ",").append(cpu);
    }
    return names.toString();
  }
}
