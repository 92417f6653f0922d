package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupLimitsTest {
  private static final long MIB = 1L << 20;

  @TempDir private Path folder;

  @Test
  void writesTheFilesOfVersion1() throws IOException {
    Files.writeString(folder.resolve("cpu.cfs_quota_us"), "100000\n");
    long most = 100 * MIB;
    Files.writeString(folder.resolve("memory.limit_in_bytes"), most + "\n");
    Files.writeString(folder.resolve("memory.memsw.limit_in_bytes"), most + "\n");
    Files.writeString(folder.resolve("memory.usage_in_bytes"), "900\n");
    Files.writeString(folder.resolve("memory.kmem.usage_in_bytes"), "0\n");
    Files.writeString(
        folder.resolve("memory.stat"), "total_rss " + 30 * MIB + "\ntotal_cache " + 40 * MIB);
    CgroupLimits limits = limits(1);

    limits.setCpus(150);
    assertTrue(limits.setMemory(200 * MIB));
    assertEquals("150000", text("cpu.cfs_quota_us"));
    assertEquals(Long.toString(200 * MIB), text("memory.limit_in_bytes"));
    assertEquals(Long.toString(200 * MIB), text("memory.memsw.limit_in_bytes"));
    assertTrue(limits.setMemory(62 * MIB));
    assertEquals(Long.toString(62 * MIB), text("memory.limit_in_bytes"));
    assertEquals(Long.toString(62 * MIB), text("memory.memsw.limit_in_bytes"));
    assertFalse(limits.setMemory(61 * MIB), "something could be killed");
  }

  @Test
  void writesTheFilesOfVersion2() throws IOException {
    Files.writeString(folder.resolve("cpu.max"), "100000 100000\n");
    Files.writeString(folder.resolve("memory.max"), "max\n");
    Files.writeString(folder.resolve("memory.current"), "900\n");
    Files.writeString(
        folder.resolve("memory.stat"),
        "anon " + 30 * MIB + "\nshmem 0\nkernel 0\nfile " + 50 * MIB);
    CgroupLimits limits = limits(2);

    limits.setCpus(50);
    assertEquals("50000 100000", text("cpu.max"));
    assertTrue(limits.setMemory(62 * MIB), "the files can be dropped");
    assertFalse(limits.setMemory(61 * MIB), "something could be killed");
    assertEquals(Long.toString(62 * MIB), text("memory.max"));
  }

  private CgroupLimits limits(int version) {
    return new CgroupLimits(new CgroupMemory(folder, version), new CgroupCpu(folder));
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }
}
