package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How little the image needs: no root, no privilege, hardly a place to write. */
class ConfinementIT {
  @RegisterExtension final Scene scene = Scene.ofTest();

  private static VmSpec confined(VmSpec spec) {
    return spec.option("--read-only", "--read-only-tmpfs=false")
        .option("--cap-drop=ALL", "--security-opt=no-new-privileges");
  }

  @Test
  void aFolderForTemporaryFilesIsTheOnlyPlaceToWrite() throws Exception {
    VmContainer vm = scene.run(confined(VmSpec.microLinux()).option("--tmpfs=/tmp"));
    vm.awaitConsole("GUEST-READY");
    String status = vm.exec("cat", "/proc/1/status").orFail().out();
    assertTrue(status.contains("Uid:\t65532\t65532\t65532\t65532\n"), status);
    assertTrue(status.contains("CapBnd:\t0000000000000000\n"), status);
    assertTrue(status.contains("NoNewPrivs:\t1\n"), status);
    vm.stop();
    assertEquals(0, vm.awaitExit());
    assertTrue(vm.console().contains("GUEST-SHUTDOWN poweroff"));
  }

  @Test
  void nothingIsLeftBehindButTheDisk() throws Exception {
    Path disk = scene.directory("disk");
    Path temporary = scene.directory("tmp");
    VmContainer vm =
        scene.run(
            VmSpec.bareMetal("pwrbtn")
                .writable(disk, "/disk")
                .writable(temporary, "/tmp")
                .with("QEMU_HDA", "/disk/new.qcow2")
                .with("QEMU_HDA_SIZE", "64M")
                .with("QEMU_IGNITION", "{\"ignition\":{\"version\":\"3.3.0\"}}"));
    vm.awaitConsole("WAIT-POWERBUTTON");
    vm.awaitLog("The VM is running");
    vm.stop();
    assertEquals(0, vm.awaitExit());
    assertEquals(List.of("new.qcow2"), names(disk));
    assertEquals(List.of(), names(temporary));
    String changes = Podman.run("diff", vm.name()).orFail().out();
    // Only mount points, which the runtime makes.
    assertTrue(changes.lines().allMatch(line -> isMountPoint(line.substring(2))), changes);
  }

  private static boolean isMountPoint(String path) {
    return Stream.of("/disk", "/guests", "/etc", "/run", "/run/.containerenv", "/dev", "/tmp")
        .anyMatch(path::equals);
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
