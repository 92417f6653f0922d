package dev.qemupod.supervisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.sizing.Accelerator;
import dev.qemupod.supervisor.sizing.Headroom;
import dev.qemupod.supervisor.sizing.SizingRequest.DeviceLoad;
import dev.qemupod.supervisor.sizing.VmSize;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MachinePlannerTest {
  private static final Path AGENT = Path.of("/run/x/agent.sock");
  private static final Path JOURNAL = Path.of("/run/journal.sock");
  private static final VmSize SIZE =
      new VmSize(
          1,
          Optional.empty(),
          "",
          1L << 28,
          "",
          OptionalLong.empty(),
          new Headroom(List.of()),
          1L << 25,
          List.of());

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "KVM, x86_64, host",
    "KVM, aarch64, host",
    "TCG, x86_64, 'max,la57=off,erms=off,fsrm=off'",
    "TCG, aarch64, max"
  })
  void theCpuModelFollowsTheAccelerator(Accelerator accelerator, String arch, String model) {
    assertEquals(model, plan(Map.of("QEMU_ARCH", arch), accelerator).cpuModel());
  }

  @Test
  void aCpuModelThatWasAskedForIsKept() {
    assertEquals("Haswell", plan(Map.of("QEMU_CPU_MODEL", "Haswell"), Accelerator.KVM).cpuModel());
  }

  @Test
  void everyMachineHasTheseDevicesInThisOrder() {
    assertEquals(
        List.of("Nic", "Rng", "Balloon", "PanicNotifier", "Console", "GuestAgent"),
        kinds(plan(Map.of(), Accelerator.TCG)));
  }

  @Test
  void withoutNetworkThereIsNoNic() {
    assertEquals(
        List.of("Rng", "Balloon", "PanicNotifier", "Console", "GuestAgent"),
        kinds(plan(Map.of("QEMU_NO_NET", "1"), Accelerator.TCG)));
  }

  @Test
  void theWatchdogComesOnlyWhenItIsAskedFor() {
    MachineSpec watched = plan(Map.of("QEMU_WATCHDOG", "on"), Accelerator.TCG);
    assertEquals("Watchdog", kinds(watched).getLast());
    assertTrue(watched.watched());
    assertFalse(plan(Map.of(), Accelerator.TCG).watched());
    assertEquals(Optional.of(AGENT), watched.agentSocket());
  }

  @Test
  void disksComeFirstInTheirOrderThenTheCdrom() {
    MachineParts parts =
        new MachineParts(
            new Firmware.Bios(),
            List.of(disk("hda"), disk("hdb")),
            Optional.of(new Device.Cdrom(Path.of("/x.iso"), false)),
            GuestFiles.none(),
            List.of(),
            AGENT,
            Optional.of(JOURNAL),
            Optional.empty());
    MachineSpec spec = MachinePlanner.plan(Configs.of(Map.of()), SIZE, Accelerator.TCG, parts);
    assertEquals(List.of("Disk", "Disk", "Cdrom"), kinds(spec).subList(0, 3));
    assertEquals(
        List.of("GuestAgent", "IgnitionJournal"),
        kinds(spec).subList(kinds(spec).size() - 2, kinds(spec).size()));
    assertEquals(Optional.of(JOURNAL), spec.journalSocket());
  }

  @Test
  void theSeedComesLastSoThatTheDisksKeepTheirNames() {
    Device.Seed seed = new Device.Seed(Path.of("/seed"), List.of());
    MachineParts parts =
        new MachineParts(
            new Firmware.Bios(),
            List.of(disk("hda")),
            Optional.empty(),
            new GuestFiles(List.of(), Optional.of(seed)),
            List.of(),
            AGENT,
            Optional.empty(),
            Optional.empty());
    MachineSpec spec = MachinePlanner.plan(Configs.of(Map.of()), SIZE, Accelerator.TCG, parts);
    assertEquals(seed, spec.devices().getLast());
  }

  @Test
  void theSeedCountsAsADiskWithThreads() {
    DeviceLoad load =
        DeviceLoads.of(Configs.of(Map.of("QEMU_CLOUD_INIT_USER_DATA", "#cloud-config")), 0);
    assertEquals(1, load.disks());
    assertEquals(1, load.threadedDisks());
  }

  @Test
  void withoutSerialTheConsoleIsNotRelayed() {
    List<Device> devices = plan(Map.of("QEMU_NO_SERIAL", "1"), Accelerator.TCG).devices();
    assertTrue(devices.contains(new Device.Console(false)), devices.toString());
  }

  @Test
  void aRebootEndsQemuOnlyIfThePolicySaysSo() {
    assertEquals(false, plan(Map.of(), Accelerator.TCG).rebootExits());
    assertTrue(plan(Map.of("QEMU_ON_REBOOT", "exit"), Accelerator.TCG).rebootExits());
  }

  @Test
  void bootingOnceIsRefusedWithUefi() {
    Map<String, String> uefi = Map.of("QEMU_FIRMWARE", "uefi", "QEMU_BOOT", "once=d");
    assertEquals(
        "QEMU_BOOT", MachinePlanner.check(Configs.of(uefi)).errors().getFirst().variable());
    Map<String, String> bios = Map.of("QEMU_BOOT", "once=d");
    assertEquals(List.of(), MachinePlanner.check(Configs.of(bios)).errors());
  }

  @Test
  void theLoadCountsDisksThreadsNicAndKernel() throws Exception {
    Path kernel = Files.write(folder.resolve("kernel"), new byte[1000]);
    Path initrd = Files.write(folder.resolve("initrd"), new byte[234]);
    Path iso = Files.write(folder.resolve("iso"), new byte[1]);
    DeviceLoad load =
        DeviceLoads.of(
            Configs.of(
                Map.of(
                    "QEMU_HDA",
                    folder.resolve("a").toString(),
                    "QEMU_HDB",
                    folder.resolve("b").toString(),
                    "QEMU_HDB_CACHE",
                    "writeback",
                    "QEMU_KERNEL",
                    kernel.toString(),
                    "QEMU_INITRD",
                    initrd.toString(),
                    "QEMU_CDROM",
                    iso.toString())),
            77);
    assertEquals(3, load.disks());
    assertEquals(2, load.threadedDisks());
    assertEquals(1, load.nics());
    assertEquals(1234, load.kernelBytes());
    assertEquals(77, load.tableBytes());
    assertEquals(false, load.uefi());
  }

  @Test
  void firmwareIsFoundWhereTheDistributionPutsIt() throws Exception {
    Path code = touch("usr/share/OVMF/OVMF_CODE.fd");
    Path variables = touch("usr/share/OVMF/OVMF_VARS.fd");
    assertEquals(
        new FirmwareFiles.Located.Flash(code, variables),
        FirmwareFiles.locate(Configs.of(Map.of("QEMU_FIRMWARE", "uefi")), folder));
    Path rom = touch("usr/share/AAVMF/QEMU_EFI.fd");
    assertEquals(
        new FirmwareFiles.Located.Rom(rom),
        FirmwareFiles.locate(Configs.of(Map.of("QEMU_ARCH", "aarch64")), folder));
  }

  @Test
  void missingFirmwareIsSaidWithWhereItWasLookedFor() {
    FirmwareFiles.Located located =
        FirmwareFiles.locate(Configs.of(Map.of("QEMU_FIRMWARE", "uefi")), folder);
    String text = located.toString();
    assertTrue(text.contains("QEMU_FIRMWARE") && text.contains("OVMF_CODE_4M.fd"), text);
  }

  @Test
  void aKernelOnArmNeedsNoFirmware() throws Exception {
    Path kernel = touch("Image");
    Map<String, String> environment =
        Map.of("QEMU_ARCH", "aarch64", "QEMU_KERNEL", kernel.toString());
    assertEquals(
        new FirmwareFiles.Located.NotNeeded(),
        FirmwareFiles.locate(Configs.of(environment), folder));
  }

  private Path touch(String name) throws Exception {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    return Files.createFile(file);
  }

  private static MachineSpec plan(Map<String, String> environment, Accelerator accelerator) {
    MachineParts parts =
        new MachineParts(
            new Firmware.Bios(),
            List.of(),
            Optional.empty(),
            GuestFiles.none(),
            List.of(),
            AGENT,
            Optional.empty(),
            Optional.empty());
    return MachinePlanner.plan(Configs.of(environment), SIZE, accelerator, parts);
  }

  private static List<String> kinds(MachineSpec spec) {
    return spec.devices().stream().map(device -> device.getClass().getSimpleName()).toList();
  }

  private static Device.Disk disk(String id) {
    return new Device.Disk(
        id,
        Path.of("/" + id),
        false,
        DiskFormat.QCOW2,
        false,
        CacheMode.NONE,
        AioMode.NATIVE,
        true,
        Optional.empty());
  }
}
