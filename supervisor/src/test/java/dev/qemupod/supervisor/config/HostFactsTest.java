package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the kernel says about the container. */
class HostFactsTest {
  @TempDir private Path proc;

  @ParameterizedTest(name = "user {0}, effective {1}, ambient {2}, sysctl {3}: from {4}")
  @CsvSource({
    "0,00000000a80425fb,0000000000000000,1024,0",
    "0,0000000000000000,0000000000000000,1024,1024",
    "0,000001ffffffffff,0000000000000000,1024,0",
    "1000,0000000000000000,0000000000000000,1024,1024",
    "1000,0000000000000400,0000000000000000,1024,1024",
    "1000,0000000000000400,0000000000000400,1024,0",
    "1000,0000000000000000,0000000000000000,0,0",
    "1000,0000000000000000,0000000000000000,22,22",
    "1000,0000000000000000,0000000000000000,x,1024"
  })
  void theLowestPortFollowsFromUserCapabilitiesAndSysctl(
      int user, String effective, String ambient, String sysctl, int start) {
    assertEquals(start, HostFacts.portStart(status(user, effective, ambient), sysctl + "\n"));
  }

  @Test
  void procfsIsRead() throws IOException {
    write("sys/kernel/hostname", "pod-7\n");
    write("self/status", status(1000, "0", "0"));
    write("sys/net/ipv4/ip_unprivileged_port_start", "80\n");
    assertEquals(new HostFacts(Arch.AARCH64, "pod-7", 80), HostFacts.read(proc, "aarch64"));
  }

  @Test
  void whatIsHiddenFallsBackToTheStrictestRule() {
    assertEquals(new HostFacts(Arch.X86_64, "", 1024), HostFacts.read(proc, "amd64"));
  }

  @Test
  void aRealSysctlIsReadToItsEnd() {
    // kernel/pid.c: never below 301, so that one digit is not all of it.
    int most = Integer.parseInt(HostFacts.text(Path.of("/proc/sys/kernel/pid_max")).strip());
    assertTrue(most > 300, () -> "pid_max was read as " + most);
  }

  private void write(String name, String text) throws IOException {
    Path file = proc.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String status(int user, String effective, String ambient) {
    return "Name:\tjava\nUid:\t1\t"
        + user
        + "\t1\t1\nGid:\t0\t0\t0\t0\nCapEff:\t"
        + effective
        + "\nCapBnd:\t000001ffffffffff\nCapAmb:\t"
        + ambient
        + "\n";
  }
}
