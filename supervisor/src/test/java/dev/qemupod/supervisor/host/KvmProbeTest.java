package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Arch;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class KvmProbeTest {
  private static final Path DEVICE = Path.of("/dev/kvm");

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "'flags\t\t: fpu vmx sse', is absent from the container",
    "'flags\t\t: fpu sse svm', is absent from the container",
    "'Features\t: fp asimd', is absent from the container",
    "'', is absent from the container",
    "'flags\t\t: fpu svm_lock', 'is absent from the container, and the CPU shows neither vmx nor"
        + " svm'"
  })
  void tells_whether_an_absent_device_could_be_there(String cpu, String reason) {
    new FakeTree(root).file("/proc/cpuinfo", "processor\t: 0\nvendor_id\t: x\n" + cpu + "\n");
    Path device = root.resolve("dev/kvm");

    for (KvmStatus status : both(device, Arch.X86_64)) {
      assertInstanceOf(KvmStatus.Absent.class, status);
      assertEquals(device + " " + reason, status.reason());
      assertTrue(status.advice().contains("devices.kubevirt.io/kvm: 1"), status.advice());
      assertTrue(status.advice().contains("squat.ai/kvm: 1"), status.advice());
    }
  }

  @Test
  void takes_no_other_kind_of_file_for_the_device() {
    Path file = new FakeTree(root).file("/dev/kvm", "").root().resolve("dev/kvm");

    for (KvmStatus status : both(file, Arch.X86_64)) {
      assertInstanceOf(KvmStatus.NotADevice.class, status);
      assertEquals(
          file + " is a regular file, not the KVM device (character device 10:232)",
          status.reason());
    }
    for (KvmStatus status : both(root, Arch.X86_64)) {
      assertInstanceOf(KvmStatus.NotADevice.class, status);
      assertTrue(status.reason().contains(" is a directory, "), status.reason());
    }
    for (KvmStatus status : both(Path.of("/dev/null"), Arch.X86_64)) {
      assertInstanceOf(KvmStatus.NotADevice.class, status);
      assertTrue(status.reason().contains(" is character device 1:3, "), status.reason());
    }
  }

  @Test
  void runs_no_guest_of_another_architecture() {
    for (KvmStatus status : both(DEVICE, Arch.AARCH64)) {
      assertInstanceOf(KvmStatus.OtherArchitecture.class, status);
      assertEquals(
          "KVM runs guests of the node's own architecture, amd64, and the guest's is arm64",
          status.reason());
      assertEquals("schedule the pod with nodeSelector kubernetes.io/arch: arm64", status.advice());
    }
    KvmProbe arm = new KvmProbe(root, "aarch64");
    assertInstanceOf(
        KvmStatus.OtherArchitecture.class, arm.quickLook(root.resolve("kvm"), Arch.X86_64));
    assertInstanceOf(KvmStatus.Absent.class, arm.quickLook(root.resolve("kvm"), Arch.AARCH64));
  }

  @Test
  void names_the_group_to_add_to_the_pod_spec() {
    KvmStatus status =
        KvmVerdict.noAccess(
            DEVICE, device(0660, 107), new Identity(1000, 1000, List.of(1000L, 2000L)));

    assertEquals(
        new KvmStatus.NoPermission(
            107,
            "/dev/kvm may not be opened: it has mode 0660 and belongs to uid:gid 0:107, this"
                + " process has uid 1000, gid 1000, groups [1000, 2000]",
            "add securityContext.supplementalGroups: [107] to the pod spec (docker and podman:"
                + " --group-add 107)"),
        status);
  }

  @ParameterizedTest
  @CsvSource({
    "0600, 107, 'its group may not open it either: set mode 0660 or 0666 on the node'",
    "0640, 107, 'its group may not open it either'",
    "0660, 65534, 'the owner is hidden by the pod''s user namespace: set hostUsers: true'",
    "0660, 2000, 'the file''s mode would allow it: look for SELinux or AppArmor denials'",
    "0660, 1000, 'the file''s mode would allow it'",
    "0660, 0, 'add securityContext.supplementalGroups: [0]'"
  })
  void advises_by_what_stands_in_the_way(String mode, int gid, String advice) {
    KvmStatus status =
        KvmVerdict.noAccess(
            DEVICE,
            device(Integer.parseInt(mode, 8), gid),
            new Identity(1000, 1000, List.of(2000L)));

    assertTrue(status.advice().startsWith(advice), status.advice());
  }

  @Test
  void tells_the_device_cgroup_from_file_permissions() {
    KvmStatus status = KvmVerdict.notAllowed(DEVICE, device(0666, 107));

    assertInstanceOf(KvmStatus.NoPermission.class, status);
    assertTrue(status.reason().contains("device cgroup does not allow it (EPERM)"));
    assertTrue(status.advice().startsWith("a hostPath volume is not enough: request a KVM"));
  }

  @ParameterizedTest
  @EnumSource(Errno.class)
  void has_advice_for_every_error_of_a_call(Errno errno) {
    KvmStatus status = KvmVerdict.noVirtualMachine(DEVICE, "KVM_CREATE_VM", errno);

    assertInstanceOf(KvmStatus.NoVirtualMachine.class, status);
    assertTrue(
        status.reason().startsWith("/dev/kvm opens, but KVM_CREATE_VM failed: " + errno.name()));
    assertTrue(status.advice().length() > 20);
  }

  @ParameterizedTest
  @CsvSource({
    "EBUSY, 'another hypervisor on the node (VirtualBox, VMware)'",
    "ENODEV, 'the node''s CPU has no usable vmx or svm'"
  })
  void explains_the_usual_failures_to_create_a_vm(Errno errno, String advice) {
    KvmStatus status = KvmVerdict.noVirtualMachine(DEVICE, "KVM_CREATE_VM", errno);

    assertTrue(status.advice().startsWith(advice), status.advice());
  }

  @Test
  void reads_who_it_is() {
    assertEquals(
        new Identity(1001, 2001, List.of(5L, 107L)),
        Identity.parse("Name:\tx\nUid:\t1\t1001\t3\t4\nGid:\t1\t2001\t3\t4\nGroups:\t5 107 \n"));
    assertEquals(new Identity(-1, -1, List.of()), Identity.parse(null));
    assertEquals(new Identity(-1, -1, List.of()), Identity.parse("Uid:\tx\nGid:\t1\nGroups:\t\n"));
  }

  @Test
  void names_an_unknown_error() {
    assertEquals(Errno.OTHER, Errno.of(4242));
    assertEquals("ENODEV (no such device)", Errno.of(19).describe());
  }

  private List<KvmStatus> both(Path device, Arch guest) {
    KvmProbe probe = new KvmProbe(root, "amd64");
    return List.of(probe.quickLook(device, guest), probe.fullProbe(device, guest));
  }

  private static DeviceNode device(int permissions, int gid) {
    return new DeviceNode(0020000 | permissions, 10, 232, 0, gid);
  }
}
