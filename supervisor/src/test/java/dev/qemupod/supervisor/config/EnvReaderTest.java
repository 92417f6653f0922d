package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.EffectiveValue.Origin;
import dev.qemupod.supervisor.config.LifecycleConfig.EndPolicy;
import dev.qemupod.supervisor.config.LifecycleConfig.RebootPolicy;
import dev.qemupod.supervisor.config.PortForward.Protocol;
import dev.qemupod.supervisor.config.ServiceConfig.LogFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole environments. */
class EnvReaderTest {
  @TempDir private Path directory;

  @Test
  void anEmptyEnvironmentGivesEveryDefault() {
    VmConfig config = Reading.config();
    assertEquals(
        new PlatformConfig(
            Arch.X86_64,
            "qemu-system-x86_64",
            AcceleratorChoice.AUTO,
            "q35",
            FirmwareChoice.BIOS,
            Optional.empty(),
            true,
            Optional.empty(),
            "pod-1"),
        config.platform());
    assertEquals(new CpuConfig(OptionalInt.empty(), Optional.empty(), false), config.cpu());
    assertEquals(
        new MemoryConfig(
            OptionalLong.empty(), OptionalLong.empty(), false, MemoryConfig.Guard.BALLOON),
        config.memory());
    assertEquals(List.of(), config.disks());
    assertEquals(
        new BootConfig(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        config.boot());
    assertEquals(
        new NetworkConfig(
            true, List.of(tcp(22, 22), udp(22, 22)), Optional.empty(), Optional.empty()),
        config.network());
    assertEquals(
        new ProvisionConfig(
            Optional.empty(), IgnitionTarget.AUTO, List.of(), Optional.empty(), Optional.empty()),
        config.provision());
    assertEquals(
        new LifecycleConfig(
            Duration.ofSeconds(50),
            EndPolicy.EXIT,
            RebootPolicy.REBOOT,
            EndPolicy.EXIT,
            EndPolicy.EXIT,
            new ReadyGate.Running()),
        config.lifecycle());
    assertEquals(
        new ServiceConfig(
            Optional.of(new HttpAddress(Optional.empty(), 9180)),
            LogFormat.TEXT,
            System.Logger.Level.INFO,
            false,
            false,
            Optional.empty()),
        config.service());
    assertEquals(List.of(), config.extraArguments());
  }

  @Test
  void thePodSpecThatStartedThisProjectIsRead() {
    Path disk = directory.resolve("disk.qcow2");
    ConfigResult result =
        Reading.read(
            "QEMU_HDA=" + disk,
            "QEMU_HDA_SIZE=10G",
            "QEMU_PU=1",
            "QEMU_RAM=512",
            "QEMU_NO_SERIAL=1",
            "QEMU_PORTS=2375 2376");
    VmConfig config = result.config().orElseThrow();
    assertEquals(
        List.of("QEMU_PU is read as QEMU_CPU; rename it to QEMU_CPU, which tianon/qemu reads too"),
        Reading.warnings(result));
    assertEquals(OptionalInt.of(1), config.cpu().count());
    assertEquals(OptionalLong.of(512L << 20), config.memory().ram());
    assertEquals(false, config.platform().serialConsole());
    assertEquals(
        List.of(
            new DiskConfig(
                "QEMU_HDA",
                "hda",
                disk,
                OptionalLong.of(10L << 30),
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty())),
        config.disks());
    assertEquals(
        List.of(
            tcp(22, 22),
            udp(22, 22),
            tcp(2375, 2375),
            udp(2375, 2375),
            tcp(2376, 2376),
            udp(2376, 2376)),
        config.network().forwards());
  }

  @Test
  void nothingIsWrittenEvenWhenEverythingIsSet() throws IOException {
    Reading.read("QEMU_HDA=" + directory.resolve("a.qcow2"), "QEMU_HDA_SIZE=1G", "QEMU_CPU=0");
    try (var files = Files.list(directory)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void everyProblemIsReportedInTheOrderOfTheCatalog() {
    Reading.assertErrors(
        Reading.ROOT,
        List.of("QEMU_LOG_LEVEL=loud", "QEMU_HTTP=x", "QEMU_RAM=lots", "QEMU_CPU=many"),
        "QEMU_CPU must be a whole number of vCPUs from 1 to 255, but was \"many\";"
            + " write a number such as 2, or remove it to follow the pod's CPU limit",
        "QEMU_RAM must be a memory size such as 512Mi, 2G or 1024 (MiB), but was \"lots\";"
            + " write a number and one of the units Ki, Mi, Gi or Ti",
        "QEMU_HTTP must be an address such as :9180, 127.0.0.1:9180 or [::1]:9180, or off,"
            + " but was \"x\"; use a port number from 1 to 65535",
        "QEMU_LOG_LEVEL must be trace, debug, info, warning or error, but was \"loud\";"
            + " choose one of these");
  }

  @Test
  void theExceptionListsEveryProblem() {
    ConfigResult result = Reading.read("QEMU_CPU=0", "QEMU_ARCH=vax");
    ConfigException exception = assertThrows(ConfigException.class, result::orThrow);
    assertEquals(result.problems().errors(), exception.problems());
    assertEquals(2, exception.problems().size());
    assertTrue(String.valueOf(exception.getMessage()).startsWith("QEMU_ARCH must be x86_64"));
  }

  @Test
  void whiteSpaceAroundAValueDoesNotCount() {
    assertEquals(OptionalInt.of(4), Reading.config("QEMU_CPU= 4\n").cpu().count());
  }

  @Test
  void anEmptyValueIsNotSet() {
    assertEquals(Reading.config(), Reading.config("QEMU_CPU=", "QEMU_READY=", "QEMU_NOSUCH="));
  }

  @Test
  void containerArgumentsFollowTheExtraOnes() {
    ConfigResult result =
        new EnvReader(Reading.ROOT)
            .read(Map.of("QEMU_EXTRA_ARGS", "-device 'usb tablet'"), List.of("-m", "1 G"));
    assertEquals(
        List.of("-device", "usb tablet", "-m", "1 G"),
        result.config().orElseThrow().extraArguments());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-append last\\ ", "-append \\\n'last '\\\n"})
  void whiteSpaceAtTheEndOfTheExtraArgumentsMayBeQuoted(String text) {
    assertEquals(
        List.of("-append", "last "), Reading.config("QEMU_EXTRA_ARGS=" + text).extraArguments());
  }

  @Test
  void aGuestOfAnotherArchitectureGetsItsOwnDefaults() {
    PlatformConfig platform = Reading.config("QEMU_ARCH=aarch64").platform();
    assertEquals("qemu-system-aarch64", platform.binary());
    assertEquals("virt", platform.machine());
    assertEquals(FirmwareChoice.UEFI, platform.firmware());
  }

  @Test
  void noVncIsAcceptedInSilence() {
    assertEquals(List.of(), Reading.read("QEMU_NO_VNC=whatever").problems().errors());
  }

  @Test
  void theEffectiveListSaysWhereEachValueComesFrom() throws IOException {
    Path ignition = Files.writeString(directory.resolve("config.ign"), "{}");
    List<EffectiveValue> effective =
        EffectiveConfig.of(
            Reading.environment("QEMU_PU=2", "QEMU_IGNITION_FILE=" + ignition, "QEMU_RAM=1Gi "),
            List.of());
    assertTrue(effective.contains(new EffectiveValue("QEMU_PU", "2", Origin.ALIAS)));
    assertTrue(effective.contains(new EffectiveValue("QEMU_RAM", "1Gi", Origin.ENVIRONMENT)));
    assertTrue(
        effective.contains(
            new EffectiveValue("QEMU_IGNITION_FILE", ignition.toString(), Origin.FILE)));
    assertTrue(effective.contains(new EffectiveValue("QEMU_HTTP", ":9180", Origin.DEFAULT)));
  }

  @Test
  void secretsAreMaskedWhereverTheyCouldBePrinted() {
    String[] secrets = {"QEMU_IGNITION={\"hunter2\":1}", "QEMU_FW_CFG=name=opt/a,string=hunter2"};
    ConfigResult result = Reading.read(secrets);
    List<EffectiveValue> effective = EffectiveConfig.of(Reading.environment(secrets), List.of());
    assertEquals(false, (result + "" + effective).contains("hunter2"), result.toString());
    assertTrue(
        effective.contains(
            new EffectiveValue("QEMU_IGNITION", "(13 characters)", Origin.ENVIRONMENT)));
  }

  private static PortForward tcp(int host, int guest) {
    return new PortForward(Protocol.TCP, Optional.empty(), host, guest);
  }

  private static PortForward udp(int host, int guest) {
    return new PortForward(Protocol.UDP, Optional.empty(), host, guest);
  }
}
