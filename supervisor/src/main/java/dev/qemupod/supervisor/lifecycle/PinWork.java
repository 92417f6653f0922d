package dev.qemupod.supervisor.lifecycle;

import dev.qemupod.supervisor.host.PodCpus;
import dev.qemupod.supervisor.process.PosixUnavailable;
import dev.qemupod.supervisor.process.ThreadAffinity;
import dev.qemupod.supervisor.qmp.CpuThread;
import dev.qemupod.supervisor.qmp.QmpCommands;
import dev.qemupod.supervisor.qmp.QmpException;
import dev.qemupod.supervisor.sizing.PinPlan;
import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Binds the vCPUs' threads to CPUs of their own, and all others to the rest.
 *
 * <p>Everything is bound anew each time, which finds new threads and what the kernel undid when the
 * cpuset changed. The supervisor's first thread, which only waits for the others, stays as it is:
 * its affinity is what {@code /proc/self/status} tells of the pod.
 *
 * @param qemu its process id
 * @param undo whether threads were bound before
 */
record PinWork(PodCpus cpus, OptionalDouble quota, long qemu, boolean undo) {
  /**
   * What came of it.
   *
   * @param pinned whether anything is
   * @param text what is pinned where, or why nothing is
   * @param failure what could not be done; may be empty
   */
  record Result(boolean pinned, String text, String failure) {}

  /** Does it. */
  Result perform(QmpCommands commands) throws QmpException {
    List<CpuThread> threads = new ArrayList<>(commands.queryCpusFast());
    threads.sort(Comparator.comparingInt(CpuThread::index));
    PinPlan plan = PinPlan.of(cpus, quota, threads.size());
    boolean pinned = !plan.vcpus().isEmpty();
    if (!pinned && !undo) {
      return new Result(false, plan.describe(), "");
    }
    try {
      String failure = bind(ThreadAffinity.load(), plan, pinned ? threads : List.of());
      return new Result(pinned, plan.describe(), failure);
    } catch (PosixUnavailable missing) {
      return new Result(pinned, plan.describe(), String.valueOf(missing.getMessage()));
    }
  }

  private String bind(ThreadAffinity affinity, PinPlan plan, List<CpuThread> threads) {
    String failure = "";
    Set<Long> vcpus = new HashSet<>();
    for (int i = 0; i < threads.size(); i++) {
      long thread = threads.get(i).threadId();
      vcpus.add(thread);
      String error = affinity.bind(thread, plan.vcpus().subList(i, i + 1));
      failure = error.isEmpty() ? failure : error;
    }
    List<Integer> rest = plan.rest().isEmpty() ? cpus.own() : plan.rest();
    Set<Long> others = new HashSet<>(threadsOf("self"));
    others.remove(ProcessHandle.current().pid());
    others.addAll(threadsOf(Long.toString(qemu)));
    others.removeAll(vcpus);
    for (long thread : others) {
      String error = affinity.bind(thread, rest);
      failure = error.isEmpty() ? failure : error;
    }
    return failure;
  }

  private static List<Long> threadsOf(String process) {
    List<Long> threads = new ArrayList<>();
    String[] names = new File("/proc/" + process + "/task").list();
    for (String name : names == null ? new String[0] : names) {
      threads.add(Long.parseLong(name));
    }
    return threads;
  }
}
