package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.microLinux;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** QEMU_NET=passt with the real passt, and QEMU_NET=tap:NAME with a real tap device. */
class PasstIT {
  /** A pod's network: addresses of both kinds, default routes, ping for everybody. */
  private static final String NETWORK =
      "ip link set lo up && ip link add v0 type veth peer name v1"
          + " && ip link set v1 up && ip link set v0 up"
          + " && ip addr add 192.0.2.2/24 dev v0 && ip -6 addr add fd00::2/64 dev v0 nodad"
          + " && ip route add default via 192.0.2.1 && ip -6 route add default via fd00::1"
          + " && ip addr add 203.0.113.5/32 dev lo && ip -6 addr add fd01::5/128 dev lo"
          + " && echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range";

  /** With the sysfs of this network, as a container has it. */
  private static final String TAP =
      "mount -t sysfs sysfs /sys && ip link set lo up && ip tuntap add tap0 mode tap"
          + " && ip addr add 10.9.9.1/24 dev tap0 && ip link set tap0 up";

  @TempDir private Path directory;

  private static SupervisorProcess start(String network, Map<String, String> variables)
      throws IOException {
    return SupervisorProcess.startUnder(
        List.of("unshare", "--net", "--mount", "sh", "-c", network + " && exec \"$@\"", "-"),
        variables);
  }

  private static String inside(SupervisorProcess vm, String script) {
    return PodNetwork.inside(vm.supervisor().pid(), script);
  }

  private static String get(SupervisorProcess vm, String path) {
    return PodNetwork.get(vm, path);
  }

  private static Optional<ProcessHandle> passt(SupervisorProcess vm) {
    return vm.supervisor()
        .children()
        .filter(each -> each.info().command().orElse("").contains("passt"))
        .findFirst();
  }

  @Test
  void theGuestHasTcpUdpPingAndIpv6ButNotThePodsLoopback() throws Exception {
    Map<String, String> variables =
        Map.of(
            "QEMU_NET",
            "passt",
            "QEMU_READY",
            "http:18080/",
            "QEMU_PORTS",
            "18080:80/tcp 18053:53/udp [::1]:18081:80/tcp");
    try (SupervisorProcess vm = start(NETWORK, with(microLinux(), variables))) {
      vm.awaitLog("The guest is ready: got the HTTP status below 400 for / on port 18080");
      vm.awaitConsole("GUEST-READY");
      assertTrue(vm.console().contains("GUEST-NETWORK eth0 192.0.2.2/24"), vm::story);
      vm.type("shell");
      // Its own IPv6 addresses went when it took the IPv4 one over. In two halves each, because the
      // shell's console shows what is typed.
      vm.type("ip link set eth0 down; ip link set eth0 up; ip route add default via 192.0.2.1");
      vm.type("until ip -6 route | grep -q ^default; do usleep 100000; done; echo ROUT''ED");
      vm.awaitConsole("ROUTED");
      vm.type("until ping -c 1 -W 2 203.0.113.5 >/dev/null; do :; done; echo PING''ED-4");
      vm.awaitConsole("PINGED-4");
      vm.type("until ping -6 -c 1 -W 2 fd01::5 >/dev/null; do :; done; echo PING''ED-6");
      vm.awaitConsole("PINGED-6");
      udpArrives(vm);
      assertTrue(httpOverIpv6(vm).contains("hello from guest"), vm::story);
      theLoopbackIsOutOfReach(vm);
      assertEquals(
          "1.0",
          PodNetwork.valueOf(get(vm, "/metrics"), "qemu_network_up"),
          () -> get(vm, "/metrics"));
      assertTrue(get(vm, "/status").contains("\"network\":{\"name\":\"passt\""));
      nothingIsLeftOfAKilledSupervisor(vm);
    }
  }

  private static void udpArrives(SupervisorProcess vm) throws Exception {
    // Nobody listens there, so that the guest's kernel counts what arrives.
    vm.type(
        "until [ \"$(awk '/^Udp: [0-9]/ {print $3}' /proc/net/snmp)\" -gt 0 ]; do usleep 100000;"
            + " done; echo DATA''GRAM");
    String _ =
        SupervisorProcess.await(
            () -> {
              String _ = inside(vm, "echo x >/dev/udp/127.0.0.1/18053");
              return Optional.of(vm.console()).filter(text -> text.contains("DATAGRAM"));
            },
            "a datagram in the guest");
  }

  /** The guest's address is taken into use only after others were asked for it. */
  private static String httpOverIpv6(SupervisorProcess vm) {
    return SupervisorProcess.await(
        () ->
            Optional.of(
                    inside(
                        vm,
                        "exec 3<>/dev/tcp/::1/18081 && printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3 &&"
                            + " timeout 5 cat <&3"))
                .filter(text -> text.contains("200 OK")),
        "an answer over IPv6");
  }

  private static void theLoopbackIsOutOfReach(SupervisorProcess vm) throws Exception {
    vm.type(
        "if printf 'GET /livez HTTP/1.0\\r\\n\\r\\n' | nc -w 3 192.0.2.1 "
            + vm.httpPort()
            + " | grep -q '200 OK'; then echo ANS''WER REACHED; else echo ANS''WER NOT-REACHED;"
            + " fi");
    assertEquals("NOT-REACHED", vm.awaitConsoleLine("ANSWER "), vm::story);
  }

  /** Where the supervisor is not PID 1 the kernel does not end what it started. */
  private static void nothingIsLeftOfAKilledSupervisor(SupervisorProcess vm) throws Exception {
    ProcessHandle passt = passt(vm).orElseThrow();
    ProcessHandle qemu = vm.qemu();
    vm.signal("KILL");
    boolean _ =
        SupervisorProcess.await(
            () -> Optional.of(true).filter(_ -> !passt.isAlive() && !qemu.isAlive()),
            "the end of passt and qemu");
  }

  @Test
  void withoutPasstTheGuestGetsTheUserNetworkAndTheReasonIsTold() throws Exception {
    Path tools = Files.createDirectory(directory.resolve("bin"));
    Files.createSymbolicLink(
        tools.resolve("qemu-system-x86_64"), Path.of("/usr/bin/qemu-system-x86_64"));
    Map<String, String> variables = Map.of("QEMU_NET", "passt", "PATH", tools.toString());
    try (SupervisorProcess vm = SupervisorProcess.start(with(bareMetal("pwrbtn"), variables))) {
      vm.awaitLog("Falling back to user network, because there is no passt in PATH");
      vm.awaitMetric("qemu_network_fallback{backend=\"user\",reason=\"user network, because");
      assertTrue(vm.get("/status").body().contains("\"fell_back\":true,\"up\":true"), vm::story);
      assertEquals(200, vm.get("/livez").statusCode());
      vm.awaitConsole("WAIT-POWERBUTTON");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aPasstThatMayNotLockItselfUpIsNotUsed() throws Exception {
    List<String> confined =
        List.of(
            "unshare",
            "--user",
            "--map-root-user",
            "sh",
            "-c",
            "echo 0 >/proc/sys/user/max_user_namespaces && exec \"$@\"",
            "-");
    Map<String, String> variables = Map.of("QEMU_NET", "passt");
    try (SupervisorProcess vm =
        SupervisorProcess.startUnder(confined, with(bareMetal("pwrbtn"), variables))) {
      vm.awaitLog(
          "Falling back to user network, because passt exited with code 1: Couldn't create");
      assertTrue(vm.log().contains("profile that allows unshare"), vm::story);
      vm.awaitConsole("WAIT-POWERBUTTON");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
    try (SupervisorProcess plan =
        SupervisorProcess.startUnder(confined, with(bareMetal("pwrbtn"), variables), "plan")) {
      assertEquals(0, plan.awaitExit(), plan::story);
      assertTrue(plan.console().contains("user network, because passt exited"), plan::story);
      assertTrue(plan.console().contains("-netdev user,"), plan::story);
    }
  }

  @Test
  void aPasstThatDiesIsStartedAgainForAQemuThatCanReconnect() throws Exception {
    Map<String, String> variables =
        Map.of("QEMU_NET", "passt", "QEMU_BIN", qemuThatClaims("9.2.0").toString());
    try (SupervisorProcess vm = start(NETWORK, with(bareMetal("pwrbtn"), variables))) {
      vm.awaitConsole("WAIT-POWERBUTTON");
      vm.awaitLog("The VM is running");
      ProcessHandle first = passt(vm).orElseThrow();
      assertTrue(first.destroyForcibly());
      vm.awaitLog("The guest's network is down: passt died of signal 9. Starting passt again.");
      vm.awaitLog("The guest's network is back");
      assertTrue(passt(vm).isPresent(), vm::story);
      assertFalse(passt(vm).equals(Optional.of(first)));
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  /** The real qemu, which is told less than the supervisor thinks. */
  private Path qemuThatClaims(String version) throws IOException {
    String script =
        """
        #!/bin/bash
        [ "$1" != --version ] || { echo "QEMU emulator version %s"; exit; }
        exec qemu-system-x86_64 "${@/,reconnect-ms=50/}"
        """
            .formatted(version);
    Path path = directory.resolve("qemu-of-tomorrow");
    Files.writeString(path, script);
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aGuestThatLostItsNetworkForGoodIsNotReady() throws Exception {
    Map<String, String> variables =
        Map.of("QEMU_NET", "passt", "QEMU_BIN", qemuThatClaims("7.2.0").toString());
    try (SupervisorProcess vm = start(NETWORK, with(bareMetal("pwrbtn"), variables))) {
      vm.awaitConsole("WAIT-POWERBUTTON");
      vm.awaitLog("Health and metrics");
      vm.awaitLog("The VM is running");
      assertTrue(passt(vm).orElseThrow().destroyForcibly());
      vm.awaitLog("The guest has no network from now on: passt died of signal 9");
      assertTrue(get(vm, "/readyz").contains("the guest has no network"), vm::story);
      assertTrue(get(vm, "/livez").contains("200"), vm::story);
      assertEquals("0.0", PodNetwork.valueOf(get(vm, "/metrics"), "qemu_network_up"), vm::story);
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aTapDeviceCarriesTheGuestsPacketsAndCountsThem() throws Exception {
    Map<String, String> variables = Map.of("QEMU_NET", "tap:tap0");
    try (SupervisorProcess vm = start(TAP, with(microLinux(), variables))) {
      vm.awaitConsole("GUEST-READY");
      PodNetwork.join(vm);
      assertTrue(vm.log().contains("Network: the tap device tap0"), vm::story);
      String received =
          SupervisorProcess.await(
              () ->
                  Optional.of(
                          PodNetwork.valueOf(
                              get(vm, "/metrics"), "qemu_network_receive_packets_total"))
                      .filter(value -> !value.equals("absent") && Double.parseDouble(value) > 0),
              "counters of the tap device");
      assertTrue(Double.parseDouble(received) > 0, received);
    }
  }

  @Test
  void aTapDeviceWithSeveralQueuesHasOneForEachVcpu() throws Exception {
    String several = TAP.replace("mode tap", "mode tap multi_queue");
    Map<String, String> variables = Map.of("QEMU_NET", "tap:tap0", "QEMU_CPU", "2");
    try (SupervisorProcess vm = start(several, with(microLinux(), variables))) {
      vm.awaitConsole("GUEST-READY");
      PodNetwork.join(vm);
      vm.type("echo QUE''UES $(ls /sys/class/net/eth0/queues | grep -c rx-)");
      assertEquals("2", vm.awaitConsoleLine("QUEUES "), vm::story);
    }
  }

  @Test
  void aTapDeviceThatIsNotThereIsAProblem() throws Exception {
    try (SupervisorProcess vm =
        SupervisorProcess.start(with(bareMetal("pwrbtn"), Map.of("QEMU_NET", "tap:no-such-tap")))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("\"tap:no-such-tap\", which does not exist"), vm::story);
    }
  }
}
