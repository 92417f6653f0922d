package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.process.ExitStatus;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KvmBlameTest {
  static Stream<Arguments> deaths() {
    return Stream.of(
        Arguments.of(new ExitStatus.Signalled(6), "error: failed to set MSR 0x10a to 0x69", true),
        Arguments.of(new ExitStatus.Signalled(11), "", true),
        Arguments.of(
            new ExitStatus.Exited(1),
            "ioctl(KVM_CREATE_VM) failed: 16 Device or resource busy",
            true),
        Arguments.of(
            new ExitStatus.Exited(1),
            "qemu-system-x86_64: failed to initialize kvm: Permission denied",
            true),
        Arguments.of(new ExitStatus.Exited(1), "-drive file=x: No such file or directory", false),
        Arguments.of(new ExitStatus.Exited(0), "kvm", false),
        Arguments.of(new ExitStatus.Signalled(9), "", false));
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void onlyADeathThatSmellsOfKvmIsBlamedOnIt(ExitStatus status, String stderr, boolean blamed) {
    assertEquals(blamed, KvmBlame.blamed(status, List.of("unrelated", stderr)));
  }
}
