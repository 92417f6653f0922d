package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.guest;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleIT {
  @Test
  void everyByteOfTheGuestReachesStdout() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("bytes poweroff"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      String console = vm.console();
      int start = console.indexOf("BYTES-BEGIN\n") + "BYTES-BEGIN\n".length();
      StringBuilder all = new StringBuilder();
      for (int value = 0; value < 256; value++) {
        all.append((char) value);
      }
      assertEquals(all.toString(), console.substring(start, start + 256));
    }
  }

  @Test
  void everyByteOfStdinReachesTheGuest() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(bareMetal("echo poweroff"))) {
      vm.awaitConsole("ECHO-READY\n");
      byte[] bytes = new byte[256];
      int count = 0;
      for (int value = 0; value < 256; value++) {
        if (value != 4) {
          bytes[count++] = (byte) value;
        }
      }
      bytes[count] = 4;
      vm.write(bytes);
      assertEquals(0, vm.awaitExit(), vm::story);
      String sent = new String(bytes, StandardCharsets.ISO_8859_1);
      assertTrue(vm.console().contains("ECHO-READY\n" + sent.substring(0, 255)), vm::story);
    }
  }

  @Test
  void theConsoleGoesOnAfterStdinEnded() throws Exception {
    try (SupervisorProcess vm = SupervisorProcess.start(microLinux())) {
      vm.closeInput();
      vm.awaitConsole("GUEST-READY");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void nothingOfTheConsoleIsShownWithNoSerial() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("poweroff"), Map.of("QEMU_NO_SERIAL", "1")))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      assertEquals("", vm.console());
    }
  }

  @Test
  void aBootSectorBootsFromADisk() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            Map.of(
                "QEMU_HDA", guest("bare-metal/boot-poweroff.img"),
                "QEMU_HDA_FORMAT", "raw",
                "QEMU_HDA_READONLY", "yes"))) {
      assertEquals(0, vm.awaitExit(), vm::story);
      assertTrue(vm.console().contains("BOOT-SECTOR-OK"), vm::story);
    }
  }
}
