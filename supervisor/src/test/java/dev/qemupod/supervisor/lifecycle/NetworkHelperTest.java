package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told of a passt that can not be used. */
class NetworkHelperTest {
  @Test
  void onlyComplaintsAreQuoted() {
    assertEquals(
        List.of("Failed to bind any port for '-t 1', exiting"),
        NetworkHelper.said(
            List.of(
                "Failed to send 47 bytes to syslog",
                "UNIX domain socket bound at /run/q/passt.sock",
                "",
                "You can now start qemu (>= 7.2, with commit 13c6be96618c):",
                "    kvm ... -device virtio-net-pci,netdev=s",
                "or qrap, for earlier qemu versions:",
                "    ./qrap 5 kvm ... -net socket,fd=5 -net nic,model=virtio",
                "Failed to bind any port for '-t 1', exiting")));
  }

  @Test
  void theAdviceFitsTheReason() {
    assertTrue(
        NetworkDecision.instead("there is no passt in PATH").advice().startsWith("install passt"));
    assertTrue(
        NetworkDecision.instead(
                "passt exited with code 1: Couldn't create user namespace: Operation not permitted")
            .advice()
            .contains("seccomp"));
    NetworkDecision other = NetworkDecision.instead("passt exited with code 1: no interface");
    assertTrue(other.advice().contains("QEMU_NET=user"));
    assertTrue(other.fellBack());
    assertEquals("user network, because passt exited with code 1: no interface", other.reason());
  }
}
