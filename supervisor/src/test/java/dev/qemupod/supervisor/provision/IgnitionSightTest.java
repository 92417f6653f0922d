package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.ConfigResult;
import dev.qemupod.supervisor.config.EnvReader;
import dev.qemupod.supervisor.config.HostFacts;
import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.config.VmConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a guest will not look for its config, and when nothing of that kind is known. */
class IgnitionSightTest {
  private static final String NEW = "{\"ignition\":{\"version\":\"3.4.0\"}}";
  private static final String OLD = "{\"ignition\":{\"version\":\"2.3.0\"}}";
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKXeBBSwYYWnJWhlN5S3d+dsTqSCpsfML6F2ebpJ760t";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ignition.firstboot ignition.platform.id=qemu",
        "quiet \"ignition.platform.id=qemu\" ignition.firstboot=1 x=y",
        "flatcar.first_boot=1",
        "coreos.first_boot=detected flatcar.oem.id=qemu",
        "ignition.platform.id=metal ignition.platform.id=qemu ignition.firstboot"
      })
  void aKernelThatIsToldEverythingIsFine(String append) {
    assertEquals(List.of(), kernelWarnings(append));
  }

  @ParameterizedTest
  @CsvSource({
    "ignition.firstboot ignition.platform.id=metal, has ignition.platform.id of another platform",
    "flatcar.first_boot=1 flatcar.oem.id=pxe, has flatcar.oem.id of another platform than qemu",
    "coreos.first_boot=1 coreos.oem.id=ec2, has coreos.oem.id of another platform than qemu",
    "ignition.platform.id=qemu, has neither ignition.firstboot (Fedora CoreOS) nor",
    "ignition.firstboot=0 ignition.platform.id=qemu, has neither ignition.firstboot",
    "root=/dev/vda, has neither ignition.firstboot",
    "ignition.firstboot, has ignition.firstboot without ignition.platform.id",
  })
  void whatTheKernelIsNotToldIsAWarningWithTheCure(String append, String sentence) {
    List<Problem> warnings = kernelWarnings(append);
    assertEquals(1, warnings.size(), warnings.toString());
    assertEquals("QEMU_APPEND", warnings.getFirst().variable());
    assertTrue(warnings.getFirst().message().contains(sentence), warnings.toString());
  }

  @Test
  void aBootLoaderIsNotSecondGuessedAndKeysAloneMayBeForAnyGuest() {
    assertEquals(List.of(), warnings(Map.of("QEMU_IGNITION", NEW, "QEMU_CDROM", "/dev/null")));
    assertEquals(
        List.of(), warnings(Map.of("QEMU_SSH_AUTHORIZED_KEYS", KEY, "QEMU_KERNEL", "/dev/null")));
  }

  @Test
  void anOldConfigUnderTcgIsLikelyIgnoredAndANewOneIsNot() {
    IgnitionSight.UnderTcg old = underTcg(Map.of("QEMU_IGNITION", OLD)).orElseThrow();
    assertTrue(old.likely());
    assertTrue(
        old.advice().toString().contains("set QEMU_CPU_MODEL=max,-hypervisor"), old::toString);
    assertTrue(
        underTcg(Map.of("QEMU_IGNITION", OLD, "QEMU_CPU_MODEL", "Haswell"))
            .orElseThrow()
            .advice()
            .message()
            .contains("QEMU_CPU_MODEL=Haswell,-hypervisor"));
    assertFalse(underTcg(Map.of("QEMU_IGNITION", NEW)).orElseThrow().likely());
  }

  @Test
  void whereTcgCanNotMatterNothingIsSaid() {
    List<Map<String, String>> environments =
        List.of(
            Map.of("QEMU_IGNITION", OLD, "QEMU_CPU_MODEL", "max,-hypervisor"),
            Map.of("QEMU_IGNITION", OLD, "QEMU_CPU_MODEL", "max,hypervisor=off"),
            Map.of("QEMU_IGNITION", OLD, "QEMU_ARCH", "aarch64"),
            Map.of(
                "QEMU_IGNITION",
                OLD,
                "QEMU_KERNEL",
                "/dev/null",
                "QEMU_APPEND",
                "coreos.oem.id=qemu"),
            Map.of("QEMU_SSH_AUTHORIZED_KEYS", KEY));
    for (Map<String, String> environment : environments) {
      assertEquals(Optional.empty(), underTcg(environment), environment.toString());
    }
  }

  private static List<Problem> kernelWarnings(String append) {
    return warnings(
        Map.of("QEMU_IGNITION", NEW, "QEMU_KERNEL", "/dev/null", "QEMU_APPEND", append));
  }

  private static List<Problem> warnings(Map<String, String> environment) {
    VmConfig config = config(environment);
    return IgnitionSight.warnings(config, ignition(config));
  }

  private static Optional<IgnitionSight.UnderTcg> underTcg(Map<String, String> environment) {
    VmConfig config = config(environment);
    return IgnitionSight.underTcg(config, ignition(config));
  }

  private static GuestIgnition ignition(VmConfig config) {
    return Provisioning.read(config.provision()).ignition().orElseThrow();
  }

  static VmConfig config(Map<String, String> environment) {
    Map<String, String> all = new TreeMap<>(environment);
    all.putIfAbsent("QEMU_CDROM", "/dev/null");
    ConfigResult result =
        new EnvReader(HostFacts.read(Path.of("/nonexistent"), "amd64")).read(all, List.of());
    return result
        .config()
        .orElseThrow(() -> new AssertionError(result.problems().errors().toString()));
  }
}
