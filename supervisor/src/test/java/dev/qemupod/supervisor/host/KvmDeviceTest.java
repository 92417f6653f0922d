package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.qemupod.supervisor.config.Arch;
import dev.qemupod.supervisor.host.KvmDevice.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KvmDeviceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Arch.class)
  void knows_that_a_device_of_another_kind_has_no_such_call(Arch guest) {
    assertEquals(
        new Outcome.CallFailed("KVM_GET_API_VERSION", Errno.ENOTTY),
        KvmDevice.tryCreateVirtualMachine(Path.of("/dev/null"), guest));
  }

  @Test
  void tells_why_a_path_can_not_be_opened() {
    assertEquals(
        new Outcome.NotOpened(Errno.ENOENT),
        KvmDevice.tryCreateVirtualMachine(folder.resolve("none"), Arch.X86_64));
    assertEquals(
        new Outcome.NotOpened(Errno.EISDIR),
        KvmDevice.tryCreateVirtualMachine(folder, Arch.X86_64));
  }
}
