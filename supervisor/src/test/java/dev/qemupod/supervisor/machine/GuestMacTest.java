package dev.qemupod.supervisor.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The hardware address of a guest among others. */
class GuestMacTest {
  @Test
  void itIsOfTheGuestsName() {
    assertEquals("52:54:00:f6:0e:a2", GuestMac.of("vm-0", List.of("-nodefaults")));
    assertNotEquals(GuestMac.of("vm-0", List.of()), GuestMac.of("vm-1", List.of()));
  }

  @Test
  void theUsersOwnIsNotOverridden() {
    assertEquals(
        "", GuestMac.of("vm-0", List.of("-global", "virtio-net-pci.mac=52:54:00:00:be:ef")));
  }

  @Test
  void thePodsEndHasAHigherOne() {
    assertEquals("fe:54:00:f6:0e:a2", GuestMac.ofDevice("vm-0"));
  }
}
