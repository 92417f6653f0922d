package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promise of the size: a guest may use all that it was given. */
class MemoryIT {
  @RegisterExtension final Scene scene = Scene.ofTest();

  /** Two cells of {@code ./dev bench sizing}, without the samples. */
  @ParameterizedTest
  @ValueSource(ints = {512, 1024})
  void aGuestThatFillsItsMemoryAndThenItsDiskLivesOn(int mebibytes) throws Exception {
    Path volume = scene.directory("disk");
    scene.copyOfGuest("micro-linux/disk.qcow2", volume.resolve("disk.qcow2"));
    VmContainer vm =
        scene.run(
            VmSpec.withGuests()
                .memory(mebibytes + "m")
                .writable(volume, "/disk")
                .with("QEMU_HDA", "/disk/disk.qcow2")
                .with("QEMU_HDA_SIZE", "2G")
                .with("QEMU_PORTS", "8080:80/tcp"));
    vm.awaitConsole("GUEST-READY");
    vm.type("fill-code 4");
    vm.awaitConsole("GUEST-CODE-FILLED");
    vm.type("fill-memory");
    long filled = Long.parseLong(vm.awaitConsoleField("GUEST-FILLED kb=(\\d+)")) << 10;
    long planned = vm.status().at("/plan/memory_bytes").asLong();
    assertTrue(filled > planned / 2, filled + " of " + planned + " were filled");

    int more = mebibytes * 9 / 8;
    vm.type("torture-disks " + more);
    vm.awaitConsole("GUEST-DISK-TORTURED vda mb=" + more);
    vm.type("memory");
    vm.awaitConsoleField("GUEST-MEMORY total_kb=\\d+ available_kb=(\\d+)");

    assertEquals("hello from guest", vm.ports().get(8080, "/").body().strip());
    assertEquals(200, vm.get("/livez").statusCode());
    assertEquals(0, vm.oomKills());
    vm.stop();
    assertEquals(0, vm.awaitExit());
  }

  @Test
  void aGuestThatWasForcedIntoTooSmallAPodIsReportedAsKilled() throws Exception {
    Path report = scene.terminationLog();
    VmContainer vm =
        scene.run(
            VmSpec.bareMetal("touch=0 idle")
                .memory("384m")
                .writable(report, "/dev/termination-log")
                .with("QEMU_RAM", "640M")
                .with("QEMU_RAM_FORCE", "1"));
    assertEquals(137, vm.awaitExit());
    assertTrue(vm.log().contains("QEMU_RAM_FORCE"), "nobody was warned");
    String told = Files.readString(report);
    assertTrue(
        told.contains("killed by the kernel's OOM killer: the pod's memory limit of 384 MiB"),
        told);
    assertTrue(told.contains("\"reason\":\"OomKilled\""), told);
  }
}
