package dev.qemupod.supervisor.it;

import static dev.qemupod.supervisor.it.SupervisorProcess.bareMetal;
import static dev.qemupod.supervisor.it.SupervisorProcess.with;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A network namespace without any IPv4 address, not even 127.0.0.1. */
class Ipv6IT {
  private static final List<String> WITHOUT_IPV4 =
      List.of(
          "unshare",
          "--net",
          "sh",
          "-c",
          "ip link set lo up && ip addr del 127.0.0.1/8 dev lo"
              + " && ip -6 addr add fd00::2/64 dev lo && exec \"$@\"",
          "-");

  private static SupervisorProcess start(Map<String, String> variables) throws IOException {
    return SupervisorProcess.startUnder(WITHOUT_IPV4, with(bareMetal("pwrbtn"), variables));
  }

  /** What a program in the same network says, which must end well. */
  private static String inside(
      SupervisorProcess vm, Map<String, String> variables, List<String> program) throws Exception {
    List<String> command = new ArrayList<>(List.of("nsenter", "--net", "--target"));
    command.add(Long.toString(vm.supervisor().pid()));
    command.addAll(program);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(variables);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output + vm.story());
    return output;
  }

  private static List<String> get(String address, String path) {
    return List.of(
        "bash",
        "-c",
        "exec 3<>/dev/tcp/%s/9180 && printf 'GET %s HTTP/1.0\\r\\n\\r\\n' >&3 && cat <&3"
            .formatted(address, path));
  }

  @ParameterizedTest
  @CsvSource({":9180, fd00::2", "[::]:9180, fd00::2", "[::1]:9180, ::1", "[fd00::2]:9180, fd00::2"})
  void healthAndMetricsAreServed(String http, String address) throws Exception {
    Map<String, String> variables = Map.of("QEMU_HTTP", http);
    try (SupervisorProcess vm = start(variables)) {
      vm.awaitLog("Health and metrics are served on port 9180");
      vm.awaitConsole("WAIT-POWERBUTTON");
      inside(vm, variables, SupervisorProcess.command("health", "live"));
      String metrics = inside(vm, variables, get(address, "/metrics"));
      assertTrue(metrics.contains("qemu_vm_info{"), metrics);
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void whatCanNotBeReachedIsNamed() throws Exception {
    try (SupervisorProcess vm =
        start(Map.of("QEMU_HTTP", ":9180", "QEMU_PORTS", "8080:80/tcp 2222:22"))) {
      vm.awaitLog("This pod has IPv6 addresses only");
      assertTrue(vm.log().contains("[2222, 8080] can be reached from inside"), vm::story);
      vm.awaitConsole("WAIT-POWERBUTTON");
      vm.terminate();
      assertEquals(0, vm.awaitExit(), vm::story);
    }
  }

  @Test
  void aForwardFromAnIpv6AddressIsRefusedWithTheReason() throws Exception {
    try (SupervisorProcess vm =
        start(Map.of("QEMU_HTTP", ":9180", "QEMU_PORTS", "[fd00::2]:8080:80/tcp"))) {
      assertEquals(78, vm.awaitExit(), vm::story);
      assertTrue(vm.log().contains("qemu's user network can listen on no other"), vm::story);
    }
  }
}
