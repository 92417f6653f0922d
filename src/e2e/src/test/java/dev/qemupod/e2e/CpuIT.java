package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a pod's CPU limit and its cpuset do to the threads of its vCPUs. */
class CpuIT {
  private static final String ALLOWED =
      "for qemu in /proc/[0-9]*; do case $(cat $qemu/comm) in qemu-system*)"
          + " sed -n 's/^Cpus_allowed_list:\\t//p' $qemu/task/*/status ;; esac; done | sort -u";

  @RegisterExtension final Scene scene = Scene.ofTest();

  /** One CPU of a machine that has more, as the static CPU manager gives it, and that limit. */
  @Test
  void aVcpuIsPinnedToTheCpuThatThePodHasToItself() throws Exception {
    VmContainer vm =
        scene.run(VmSpec.bareMetal("idle").option("--cpuset-cpus=1").with("QEMU_CPU_PIN", "auto"));
    vm.awaitConsole("IDLE-AWAKE");
    vm.awaitLog("CPU pinning: vCPU 0 is pinned to CPU 1");
    assertEquals("1", vm.exec("sh", "-c", ALLOWED).out().strip());
  }

  /** Where the limit is not the cpuset's size, others use these CPUs, too. */
  @Test
  void nothingIsPinnedInSharedCpus() throws Exception {
    VmContainer vm = scene.run(VmSpec.bareMetal("idle").with("QEMU_CPU_PIN", "auto"));
    vm.awaitLog("CPU pinning: no vCPU is pinned: the pod shares all CPUs of the node");
  }

  @Test
  void twoVcpusUnderOneCpuRunInOneThread() throws Exception {
    VmContainer vm = scene.run(VmSpec.microLinux().with("QEMU_CPU", "2"));
    vm.awaitConsole("GUEST-CPUS 2");
    vm.awaitConsole("GUEST-READY");
    assertTrue(vm.status().path("argv").toString().contains("tcg,thread=single"));
    String metrics = vm.get("/metrics").body();
    assertTrue(metrics.contains("qemu_vm_vcpus 2"), metrics);
    assertTrue(metrics.contains("qemu_vcpu_cpu_seconds_total{mode=\"user\",vcpu=\"0\"}"), metrics);
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }
}
