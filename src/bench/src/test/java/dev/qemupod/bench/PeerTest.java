package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PeerTest {
  private static final Map<String, String> VALUES =
      Map.of(
          "cpus", "2",
          "memory", "512",
          "memory-twice", "1024",
          "memory-bytes", "536870912",
          "kernel", "/k",
          "initrd", "/i",
          "append", "a b",
          "forwards", "hostfwd=tcp:127.0.0.1:1-:80",
          "disk", "/the-disk");

  private static List<Peer> peers() throws IOException {
    return Peer.read(Path.of("peers.json"));
  }

  @Test
  void eachTellsItsSourceAndWhatWasChanged() throws Exception {
    assertEquals(
        List.of("tianon/qemu", "qemus/qemu", "KubeVirt", "Kata Containers"),
        peers().stream().map(Peer::name).toList());
    for (Peer peer : peers()) {
      assertTrue(peer.source().contains("https://"), peer::name);
      assertFalse(peer.differs().isEmpty(), peer::name);
    }
  }

  @Test
  void allRunTheSameGuest() throws Exception {
    for (Peer peer : peers()) {
      List<String> line = peer.commandLine("qemu", false, VALUES);
      assertEquals("qemu", line.getFirst());
      assertEquals("/k", after(line, "-kernel"), peer::name);
      assertEquals("/i", after(line, "-initrd"), peer::name);
      assertEquals("a b", after(line, "-append"), peer::name);
      assertTrue(after(line, "-netdev").endsWith(",hostfwd=tcp:127.0.0.1:1-:80"), peer::name);
      assertTrue(after(line, "-m").startsWith("512"), peer::name);
      assertTrue(after(line, "-smp").startsWith("2"), peer::name);
      assertEquals(
          peer.disk().isPresent(),
          line.stream().anyMatch(argument -> argument.contains("/the-disk")),
          peer::name);
    }
  }

  @Test
  void nothingIsLeftToPutIn() throws Exception {
    for (Peer peer : peers()) {
      for (String argument : peer.commandLine("qemu", true, VALUES)) {
        assertFalse(argument.matches(".*\\{[a-z-]+}.*"), argument);
      }
    }
  }

  @Test
  void theAcceleratorIsThatWhichIsAskedFor() throws Exception {
    for (Peer peer : peers()) {
      assertTrue(peer.commandLine("qemu", true, VALUES).toString().contains("kvm"), peer::name);
      assertFalse(peer.commandLine("qemu", false, VALUES).toString().contains("kvm"), peer::name);
    }
  }

  private static String after(List<String> line, String option) {
    return line.get(line.indexOf(option) + 1);
  }
}
