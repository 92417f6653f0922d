package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.freePort;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the threat model says of the pod's own loopback, which the guest has by 10.0.2.2. */
class UserNetworkIT {
  @ParameterizedTest(name = "{0}={1}")
  @CsvSource({
    "QEMU_NET_USER_EXTRA, '', REACHED",
    "QEMU_NET_USER_EXTRA, restrict=on, NOT-REACHED",
    "QEMU_NO_NET, 1, NOT-REACHED"
  })
  void theGuestReachesThePodsLoopbackUnlessItIsKeptFromIt(
      String variable, String value, String outcome) throws Exception {
    int port = freePort();
    try (SupervisorProcess vm =
        SupervisorProcess.start(
            with(microLinux(), Map.of(variable, value, "QEMU_HTTP", "127.0.0.1:" + port)))) {
      vm.awaitConsole("GUEST-READY");
      vm.awaitLog("Health and metrics");
      vm.type("shell");
      // In two halves, because the shell's console shows what is typed.
      vm.type(
          "if printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' | nc -w 5 10.0.2.2 "
              + port
              + " | grep -q '200 OK'; then echo ANS''WER REACHED; else echo ANS''WER NOT-REACHED;"
              + " fi");
      assertEquals(outcome, vm.awaitConsoleLine("ANSWER "), vm::story);
    }
  }
}
