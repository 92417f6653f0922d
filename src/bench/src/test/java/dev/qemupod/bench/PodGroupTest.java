package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodGroupTest {
  @TempDir Path mount;

  @Test
  void ofVersion1ItIsInTheMemoryHierarchy() throws Exception {
    Files.createDirectory(mount.resolve("memory"));
    assertTrue(PodGroup.makeIn(mount, "pod", 4096).isPresent());
    assertEquals("4096", Files.readString(mount.resolve("memory/pod/memory.limit_in_bytes")));
  }

  @Test
  void ofVersion2ItIsInTheOneHierarchy() throws Exception {
    PodGroup group = PodGroup.makeIn(mount, "pod", 4096).orElseThrow();
    assertEquals("4096", Files.readString(mount.resolve("pod/memory.max")));
    assertEquals(mount.resolve("pod/cgroup.procs").toString(), group.enter().getLast());
    Files.delete(mount.resolve("pod/memory.max"));
    group.remove();
    assertFalse(Files.exists(mount.resolve("pod")));
  }

  @Test
  void whereNoneCanBeMadeThereIsNone() {
    assertTrue(PodGroup.makeIn(mount.resolve("absent"), "pod", 4096).isEmpty());
  }
}
