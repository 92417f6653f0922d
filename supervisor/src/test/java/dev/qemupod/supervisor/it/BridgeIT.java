package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** QEMU_NET=bridge:NAME with a real bridge in a network of its own. */
class BridgeIT {
  /** With a neighbour behind another device of the bridge, whose packets are small. */
  private static final String NETWORK =
      "ip link add v0 type veth peer name v1 && ip link set v1 up"
          + " && ip link add br0 mtu 1400 type bridge && ip link set dev v0 mtu 1400 master br0 up"
          + " && ip addr add 10.9.9.1/24 dev br0 && ip link set br0 up";

  private static final Map<String, String> IN_BRIDGE =
      Map.of("QEMU_NET", "bridge:br0", "QEMU_HOSTNAME", "vm-0");

  private static boolean isThere(PodNetwork network) {
    return network.inside("ip -d link").contains("qemupod0");
  }

  @Test
  void theGuestIsOneOfTheBridgeWhileItRuns() throws Exception {
    try (PodNetwork network = PodNetwork.of(NETWORK)) {
      String before = network.inside("cat /sys/class/net/br0/address");
      try (SupervisorProcess vm = network.start(with(microLinux(), IN_BRIDGE))) {
        vm.awaitLog("Network: the tap device qemupod0 in the bridge br0");
        vm.awaitConsole("GUEST-READY");
        PodNetwork.join(vm);
        String answer =
            network.inside(
                "exec 3<>/dev/tcp/10.9.9.2/80 && printf 'GET / HTTP/1.0\\r"
                    + "\\n"
                    + "\\r"
                    + "\\n"
                    + "' >&3 && cat <&3");
        assertTrue(answer.contains("hello from guest"), () -> answer + vm.story());
        vm.type("echo CA''RD $(cat /sys/class/net/eth0/mtu /sys/class/net/eth0/address)");
        assertEquals("1400 52:54:00:f6:0e:a2", vm.awaitConsoleLine("CARD "), vm::story);
        assertTrue(network.inside("ip -d link show qemupod0").contains("mtu 1400"));
        assertEquals(before, network.inside("cat /sys/class/net/br0/address"));
        theDevicesCountersAreTheGuests(vm);
        assertTrue(PodNetwork.get(vm, "/status").contains("\"network\":{\"name\":\"bridge\""));
        aPlanInTheRunningPodIsAPlan(network);
        aSecondVmIsTurnedAway(network);
        vm.terminate();
        assertEquals(0, vm.awaitExit(), vm::story);
        assertFalse(isThere(network), vm::story);
      }
    }
  }

  private static void theDevicesCountersAreTheGuests(SupervisorProcess vm) {
    String received =
        SupervisorProcess.await(
            () ->
                Optional.of(
                        PodNetwork.valueOf(
                            PodNetwork.get(vm, "/metrics"), "qemu_network_receive_packets_total"))
                    .filter(value -> !value.equals("absent") && Double.parseDouble(value) > 0),
            "counters of the tap device");
    assertTrue(Double.parseDouble(received) > 0, received);
  }

  private static void aPlanInTheRunningPodIsAPlan(PodNetwork network) throws Exception {
    try (SupervisorProcess plan = network.start(with(bareMetal("pwrbtn"), IN_BRIDGE), "plan")) {
      assertEquals(0, plan.awaitExit(), plan::story);
      assertTrue(plan.console().contains("the tap device qemupod0 in the bridge br0"), plan::story);
      assertTrue(plan.console().contains("-netdev tap,id=net0,ifname=qemupod0,"), plan::story);
    }
  }

  private static void aSecondVmIsTurnedAway(PodNetwork network) throws Exception {
    try (SupervisorProcess second = network.start(with(bareMetal("pwrbtn"), IN_BRIDGE))) {
      assertEquals(69, second.awaitExit(), second::story);
      assertTrue(second.log().contains("qemupod0 is in use by another VM"), second::story);
    }
    assertTrue(isThere(network));
  }

  @Test
  void whatAKilledSupervisorLeftIsUsedByTheNext() throws Exception {
    try (PodNetwork network = PodNetwork.of(NETWORK)) {
      try (SupervisorProcess vm = network.start(with(bareMetal("pwrbtn"), IN_BRIDGE))) {
        vm.awaitConsole("WAIT-POWERBUTTON");
        ProcessHandle qemu = vm.qemu();
        vm.signal("KILL");
        boolean _ =
            SupervisorProcess.await(
                () -> Optional.of(true).filter(_ -> !qemu.isAlive()), "the end of qemu");
      }
      assertTrue(isThere(network));
      // As if another bridge had been asked for before.
      String _ = network.inside("ip link set dev qemupod0 nomaster down");
      try (SupervisorProcess vm = network.start(with(bareMetal("pwrbtn"), IN_BRIDGE))) {
        vm.awaitConsole("WAIT-POWERBUTTON");
        String device = network.inside("ip -d link show qemupod0");
        assertTrue(device.contains("master br0"), device);
        assertTrue(device.contains("LOWER_UP"), device);
        vm.terminate();
        assertEquals(0, vm.awaitExit(), vm::story);
      }
      assertFalse(isThere(network));
    }
  }

  @Test
  void whatIsMissingIsNamedAndAPlanMakesNothing() throws Exception {
    List<String> unprivileged = List.of("setpriv", "--bounding-set", "-net_admin");
    try (PodNetwork network = PodNetwork.of(NETWORK)) {
      Map<String, String> wrong = with(bareMetal("pwrbtn"), Map.of("QEMU_NET", "bridge:lo"));
      try (SupervisorProcess vm = network.startUnder(unprivileged, wrong)) {
        assertEquals(78, vm.awaitExit(), vm::story);
        assertTrue(vm.log().contains("\"bridge:lo\", which is no bridge"), vm::story);
        assertTrue(vm.log().contains("but user 0 has no NET_ADMIN here"), vm::story);
      }
      try (SupervisorProcess plan = network.start(with(bareMetal("pwrbtn"), IN_BRIDGE), "plan")) {
        assertEquals(0, plan.awaitExit(), plan::story);
      }
      assertFalse(isThere(network));
    }
  }

  @Test
  void whatIpSaysIsTold() throws Exception {
    // Can be opened, and is no door to tap devices.
    String broken = NETWORK + " && mount --bind /dev/null /dev/net/tun";
    try (PodNetwork network = PodNetwork.of(broken);
        SupervisorProcess vm = network.start(with(bareMetal("pwrbtn"), IN_BRIDGE))) {
      assertEquals(69, vm.awaitExit(), vm::story);
      assertTrue(
          vm.log()
              .contains(
                  "ip tuntap add dev qemupod0 mode tap user 0 said \"ioctl(TUNSETIFF):"
                      + " Inappropriate ioctl for device\""),
          vm::story);
    }
  }
}
