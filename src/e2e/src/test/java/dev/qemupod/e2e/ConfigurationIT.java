package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ConfigurationIT {
  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void everyProblemIsListedAndNothingIsTouched() throws Exception {
    Path volume = scene.directory("disk");
    Path precious = Scene.file(volume.resolve("precious"), "not a disk image\n");
    FileTime before = Files.getLastModifiedTime(precious);
    Path report = scene.terminationLog();
    VmContainer vm =
        scene.run(
            VmSpec.withGuests()
                .writable(volume, "/disk")
                .writable(report, "/dev/termination-log")
                .with("QEMU_HDA", "/disk/precious")
                .with("QEMU_HDB", "/disk/new.qcow2")
                .with("QEMU_ACCEL", "fast")
                .with("QEMU_CPU", "zero")
                .with("QEMU_IGNITION_FILE", "/nowhere/config.ign")
                .with("QEMU_PORTS", "70000:22")
                .with("QEMU_SHUTDOWN_TIMEOUT", "soon")
                .with("QEMU_RAMM", "1G"));
    assertEquals(78, vm.awaitExit());
    for (String variable :
        List.of(
            "QEMU_ACCEL",
            "QEMU_CPU",
            "QEMU_IGNITION_FILE",
            "QEMU_PORTS",
            "QEMU_SHUTDOWN_TIMEOUT",
            "QEMU_RAMM")) {
      assertTrue(vm.log().contains(variable), variable + " is not mentioned");
    }
    assertTrue(vm.log().contains("\"70000:22\""), "what it was is not mentioned");
    assertEquals("", vm.console(), "the console is the guest's");
    assertTrue(Files.readString(report).contains("QEMU_PORTS"), Files.readString(report));
    try (Stream<Path> files = Files.list(volume)) {
      assertEquals(List.of(precious), files.toList());
    }
    assertEquals("not a disk image\n", Files.readString(precious));
    assertEquals(before, Files.getLastModifiedTime(precious));
  }

  @Test
  void aFileThatIsNoDiskImageIsRefusedAndKept() throws Exception {
    Path volume = scene.directory("disk");
    Path precious = Scene.file(volume.resolve("precious"), "not a disk image\n");
    VmContainer vm =
        scene.run(VmSpec.withGuests().writable(volume, "/disk").with("QEMU_HDA", "/disk/precious"));
    assertEquals(78, vm.awaitExit());
    assertTrue(vm.log().contains("QEMU_HDA_FORMAT=raw"), "no way out is named");
    assertEquals("not a disk image\n", Files.readString(precious));
  }
}
