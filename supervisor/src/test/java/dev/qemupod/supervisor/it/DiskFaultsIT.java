package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, broken or no disks at all, below a real Linux. */
class DiskFaultsIT {
  @TempDir Path folder;

  @Test
  void aFullFileSystemPausesTheGuestUntilThereIsSpaceAndNothingIsLost() throws Exception {
    try (SmallFileSystem small = SmallFileSystem.mount(folder.resolve("small"), 40)) {
      Path filler = Files.write(small.path().resolve("filler"), new byte[32 << 20]);
      try (SupervisorProcess vm =
          SupervisorProcess.start(
              with(
                  microLinux(),
                  Map.of(
                      "QEMU_HDA",
                      small.path().resolve("disk.qcow2").toString(),
                      "QEMU_HDA_SIZE",
                      "64M")))) {
        vm.awaitConsole("GUEST-READY");
        vm.type("write-disk 16");
        vm.awaitLog("no space left");
        vm.awaitLog("The VM is io-error");
        assertEquals(200, vm.get("/livez").statusCode(), vm::story);
        String metrics = vm.get("/metrics").body();
        assertTrue(
            metrics.contains(
                "qemu_block_io_errors_total{action=\"stop\",device=\"hda\",operation=\"write\"}"),
            metrics);
        assertTrue(metrics.contains("qemu_vm_pauses_total{state=\"io-error\"}"), metrics);
        assertTrue(vm.get("/status").body().contains("BLOCK_IO_ERROR"), vm::story);
        Files.delete(filler);
        String written = vm.awaitConsoleLine("GUEST-DISK-WRITTEN");
        vm.type("read-disk 16");
        assertEquals(written, vm.awaitConsoleLine("GUEST-DISK-READ"), vm::story);
        vm.terminate();
        assertEquals(0, vm.awaitExit(), vm::story);
      }
    }
  }

  @Test
  void aStopWhileTheDiskIsFullEndsWithinTheBudget() throws Exception {
    try (SmallFileSystem small = SmallFileSystem.mount(folder.resolve("small"), 4);
        SupervisorProcess vm =
            SupervisorProcess.start(
                with(
                    microLinux(),
                    Map.of(
                        "QEMU_HDA",
                        small.path().resolve("disk.qcow2").toString(),
                        "QEMU_HDA_SIZE",
                        "64M",
                        "QEMU_SHUTDOWN_TIMEOUT",
                        "6s")))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("write-disk 16");
      vm.awaitLog("The VM is io-error");
      vm.terminate();
      assertEquals(83, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aWriteThatFailsIsCountedAndTheGuestIsTold() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(microLinux(), Map.of("QEMU_EXTRA_ARGS", badDisk("write"))))) {
      vm.awaitConsole("GUEST-READY");
      // What happens before qemu's monitor is open is told to nobody.
      vm.awaitLog("The VM is running");
      vm.type("write-disk 4");
      vm.awaitLog("Disk write error on");
      vm.awaitConsole("GUEST-ERROR");
      String metrics = vm.get("/metrics").body();
      assertTrue(metrics.contains("qemu_block_io_errors_total{"), metrics);
      assertTrue(metrics.contains("action=\"report\""), metrics);
      assertTrue(metrics.contains("qemu_vm_state{state=\"running\"} 1"), metrics);
    }
  }

  /** A hostile guest with a disk that fails: thousands of errors, as fast as it can read. */
  @Test
  void aStormOfErrorsIsCountedAndHoldsUpNothing() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(microLinux(), Map.of("QEMU_EXTRA_ARGS", badDisk("read"))))) {
      vm.awaitConsole("GUEST-READY");
      vm.awaitLog("Health and metrics");
      vm.awaitLog("The VM is running");
      vm.type("storm-disk 20000");
      vm.awaitLog("Disk read error on");
      assertEquals(200, vm.get("/livez").statusCode(), vm::story);
      vm.awaitConsole("GUEST-DISK-STORM-OVER");
      // How many depends on qemu, whose later versions emit one event a second.
      vm.awaitMetric(
          "qemu_block_io_errors_total{action=\"report\",device=\"bad\",operation=\"read\"} ");
      assertTrue(vm.log().lines().count() < 200, vm::story);
      assertTrue(vm.get("/status").body().contains("state running"), vm::story);
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aCorruptImageIsRefusedBeforeAnythingStarts() throws Exception {
    byte[] corrupt = new byte[1 << 16];
    corrupt[0] = 'Q';
    corrupt[1] = 'F';
    corrupt[2] = 'I';
    corrupt[3] = (byte) 0xfb;
    Path disk = Files.write(folder.resolve("corrupt.qcow2"), corrupt);
    try (SupervisorProcess vm = SupervisorProcess.start(Map.of("QEMU_HDA", disk.toString()))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("QEMU_HDA"), vm::story);
      assertTrue(vm.log().contains("corrupt.qcow2"), vm::story);
    }
  }

  @Test
  void aReadOnlyDiskIsReadAndNotWritten() throws Exception {
    byte[] content = new byte[8 << 20];
    Path disk = Files.write(folder.resolve("disk.raw"), content);
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(
                microLinux(),
                Map.of(
                    "QEMU_HDA", disk.toString(),
                    "QEMU_HDA_FORMAT", "raw",
                    "QEMU_HDA_READONLY", "1")))) {
      vm.awaitConsole("GUEST-READY");
      vm.type("disks");
      vm.awaitConsole("GUEST-DISK vda bytes=8388608 ro=1");
      vm.type("write-disk 4");
      vm.awaitConsole("GUEST-ERROR");
    }
    assertEquals(-1, Arrays.mismatch(content, Files.readAllBytes(disk)));
  }

  /** The arguments of a disk that fails whenever it is read, or written. */
  private String badDisk(String operation) throws IOException {
    Path file = Files.write(folder.resolve("bad.raw"), new byte[16 << 20]);
    return "-blockdev '{\"driver\":\"raw\",\"node-name\":\"bad\","
        + "\"file\":{\"driver\":\"blkdebug\",\"inject-error\":[{\"event\":\""
        + operation
        + "_aio\",\"errno\":5,\"iotype\":\""
        + operation
        + "\",\"once\":false}],\"image\":{\"driver\":\"file\",\"filename\":\""
        + file
        + "\"}}}' -device virtio-blk-pci,drive=bad,id=bad";
  }
}
