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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How little the image needs: no root, no privilege, hardly a place to write. */
class ConfinementIT {
  @RegisterExtension final Scene scene = Scene.ofTest();

  private static VmSpec confined(VmSpec spec) {
    return spec.option("--read-only", "--read-only-tmpfs=false")
        .option("--cap-drop=ALL", "--security-opt=no-new-privileges");
  }

  @Test
  void noPlaceToWriteIsNeeded() throws Exception {
    VmContainer vm = scene.run(confined(VmSpec.microLinux()));
    vm.awaitConsole("GUEST-READY");
    String status = vm.exec("cat", "/proc/1/status").orFail().out();
    assertTrue(status.contains("Uid:\t65532\t65532\t65532\t65532\n"), status);
    assertTrue(status.contains("CapBnd:\t0000000000000000\n"), status);
    assertTrue(status.contains("NoNewPrivs:\t1\n"), status);
    vm.stop();
    assertEquals(0, vm.awaitExit());
    assertTrue(vm.console().contains("GUEST-SHUTDOWN poweroff"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/run", "/tmp"})
  void theSocketsAreWhereThePodMayWriteAsLongAsItRuns(String place) throws Exception {
    Path volume = scene.directory("sockets");
    VmContainer vm = scene.run(confined(VmSpec.bareMetal("pwrbtn")).writable(volume, place));
    vm.awaitConsole("WAIT-POWERBUTTON");
    List<Path> folders = foldersOfQemuPod(volume);
    assertEquals(1, folders.size(), folders::toString);
    List<String> files = names(folders.getFirst());
    assertEquals(
        List.of("agent.sock", "qmp.sock", "sample.sock"),
        files.stream().filter(name -> name.endsWith(".sock")).sorted().toList());
    vm.stop();
    assertEquals(0, vm.awaitExit());
    assertEquals(List.of(), foldersOfQemuPod(volume));
  }

  @Test
  void nothingIsLeftBehindButTheDiskAndTheNoteBesideIt() throws Exception {
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
    assertEquals(
        List.of("new.qcow2", "new.qcow2.qemu-pod-ignition"),
        names(disk).stream().sorted().toList());
    assertEquals(List.of(), names(temporary));
    String changes = Podman.run("diff", vm.name()).orFail().out();
    // Only mount points and files of /etc, which the runtime makes.
    assertTrue(changes.lines().allMatch(line -> isOfTheRuntime(line.substring(2))), changes);
  }

  private static boolean isOfTheRuntime(String path) {
    return path.startsWith("/etc")
        || List.of("/disk", "/guests", "/run", "/run/.containerenv", "/dev", "/tmp").contains(path);
  }

  private static List<Path> foldersOfQemuPod(Path volume) throws IOException {
    try (Stream<Path> files = Files.list(volume)) {
      return files.filter(file -> file.getFileName().toString().startsWith("qemu-pod-")).toList();
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
