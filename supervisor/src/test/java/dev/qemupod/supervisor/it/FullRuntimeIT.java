package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A /run that is full: of data, or of files. */
class FullRuntimeIT {
  private static final String FULL =
      "mount -t tmpfs -o size=64k none /run && head -c 1M /dev/zero >/run/filler 2>/dev/null; ";

  /** Below a shell that does this in a mount namespace of its own. */
  private static SupervisorProcess startAfter(String mounts, Map<String, String> variables)
      throws IOException {
    return SupervisorProcess.startUnder(
        List.of("unshare", "--mount", "sh", "-c", mounts + " exec \"$@\"", "-"), variables);
  }

  private static String withoutInodes(String path) {
    return "mount -t tmpfs -o nr_inodes=1 none " + path + " && ";
  }

  @Test
  void socketsNeedNoSpace() throws Exception {
    try (SupervisorProcess vm = startAfter(FULL, bareMetal("poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("POWEROFF"), vm::story);
    }
  }

  @Test
  void anotherPlaceIsTakenIfNoFileCanBeMade() throws Exception {
    try (SupervisorProcess vm = startAfter(withoutInodes("/run"), bareMetal("poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void noPlaceAtAllIsSaidWithWhatIsNeeded() throws Exception {
    // First away from a /tmp that this may be built in.
    String moved = "mount --rbind . /mnt && cd /mnt && ";
    String everywhere = withoutInodes("/run") + withoutInodes("/tmp") + withoutInodes("/dev/shm");
    try (SupervisorProcess vm = startAfter(moved + everywhere, Map.of())) {
      assertEquals(69, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("[/run, /tmp, /dev/shm]"), vm::story);
      assertTrue(vm.lastLogLine().contains("No space left on device"), vm::story);
      assertTrue(vm.lastLogLine().contains("mount an emptyDir"), vm::story);
    }
  }

  @Test
  void aFileForTheGuestThatDoesNotFitIsSaidSo() throws Exception {
    Map<String, String> ignition =
        Map.of("QEMU_IGNITION", "{\"ignition\":{\"version\":\"3.4.0\"}}");
    try (SupervisorProcess vm = startAfter(FULL, with(bareMetal("poweroff"), ignition))) {
      assertEquals(69, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("can not be written to /run/qemu-pod-"), vm::story);
      assertTrue(vm.lastLogLine().contains("No space left on device"), vm::story);
      assertTrue(vm.lastLogLine().contains("more space"), vm::story);
      assertFalse(vm.console().contains("MULTIBOOT-OK"), vm::story);
    }
  }

  @Test
  void aVariableStoreThatDoesNotFitIsSaidSo() throws Exception {
    Map<String, String> uefi = Map.of("QEMU_FIRMWARE", "uefi");
    try (SupervisorProcess vm = startAfter(FULL, uefi)) {
      assertEquals(69, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("QEMU_FIRMWARE"), vm::story);
      assertTrue(vm.lastLogLine().contains("No space left on device"), vm::story);
      assertTrue(vm.lastLogLine().contains("more space"), vm::story);
    }
  }

  /** The folder is made, but not qemu's sockets in it. */
  @Test
  void aSocketThatCanNotBeMadeIsToldInQemusWords() throws Exception {
    String oneFile = "mount -t tmpfs -o nr_inodes=2 none /run &&";
    try (SupervisorProcess vm = startAfter(oneFile, bareMetal("poweroff"))) {
      assertEquals(80, vm.awaitExit(), vm::story);
      assertTrue(vm.lastLogLine().contains("No space left on device"), vm::story);
    }
  }
}
