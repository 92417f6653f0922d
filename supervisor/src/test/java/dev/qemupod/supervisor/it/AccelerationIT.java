package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * KVM present but broken: a qemu that dies under KVM as it does where an MSR can not be set, and
 * the real one behind it for TCG. Where there is no KVM that opens, the same qemu must be started
 * under TCG right away, or not at all, with that reason.
 */
class AccelerationIT {
  private static final String WORDS = "error: failed to set MSR 0x10a to 0x69";

  @TempDir Path folder;
  private String qemu = "";
  private final boolean kvmOpens =
      Files.isReadable(Path.of("/dev/kvm")) && Files.isWritable(Path.of("/dev/kvm"));

  @BeforeEach
  void writeQemu() throws IOException {
    Path script =
        Files.writeString(
            folder.resolve("qemu"),
            """
            #!/bin/sh
            case "$*" in
              *"-accel kvm"*) echo "%s" >&2; kill -ABRT $$ ;;
            esac
            exec qemu-system-x86_64 "$@"
            """
                .formatted(WORDS));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    qemu = script.toString();
  }

  @Test
  void aBrokenKvmFallsBackToTcgOnceWithQemusOwnWords() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(environment("auto"))) {
      vm.awaitConsole("IDLE-AWAKE");
      vm.awaitLog("Health and metrics");
      vm.awaitLog("The VM is running");
      String metrics = vm.get("/metrics").body();
      String status = vm.get("/status").body();
      if (kvmOpens) {
        assertTrue(vm.log().contains("Falling back to TCG"), vm::story);
        assertTrue(status.contains(WORDS), status);
        assertTrue(metrics.contains("qemu_vm_restarts_total{reason=\"accelerator\"} 1"), metrics);
      } else {
        assertTrue(status.contains("TCG, because /dev/kvm"), status);
      }
      vm.terminate();
      vm.awaitLog("asking the guest to shut down");
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aBrokenKvmEndsTheStartWhereKvmIsDemanded() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(environment("kvm"))) {
      int code = vm.awaitExit();
      if (kvmOpens) {
        assertEquals(80, code, vm::story);
        assertTrue(vm.lastLogLine().contains(WORDS), vm::story);
      } else {
        assertEquals(69, code, vm::story);
        assertTrue(vm.lastLogLine().contains("/dev/kvm"), vm::story);
      }
    }
  }

  private Map<String, String> environment(String accelerator) {
    return with(bareMetal("idle"), Map.of("QEMU_BIN", qemu, "QEMU_ACCEL", accelerator));
  }
}
