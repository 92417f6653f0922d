package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupMemoryTest {
  @TempDir private @Nullable Path directory;

  @Test
  void readsVersion1WithWhatIsBelow() throws IOException {
    write("memory.usage_in_bytes", "1000\n");
    write("memory.kmem.usage_in_bytes", "30\n");
    write(
        "memory.stat",
        "cache 1\nrss 1\ntotal_cache 600\ntotal_rss 370\ntotal_shmem 100\ntotal_pgmajfault 7\n");
    write("memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 2\n");
    CgroupMemory memory = new CgroupMemory(directory(), 1);

    CgroupMemory.Usage usage = memory.usage();
    assertEquals(new CgroupMemory.Usage(1000, 370, 100, 30, 500), usage);
    assertEquals(500, usage.firm());
    assertEquals(7, memory.majorFaults());
    assertEquals(2, memory.outOfMemoryKills());
  }

  @Test
  void readsVersion2() throws IOException {
    write("memory.current", "1000\n");
    write("memory.stat", "anon 370\nfile 600\nkernel 30\nshmem 100\npgmajfault 7\n");
    write("memory.events", "low 0\nhigh 0\nmax 9\noom 3\noom_kill 2\noom_group_kill 0\n");
    CgroupMemory memory = new CgroupMemory(directory(), 2);

    assertEquals(new CgroupMemory.Usage(1000, 370, 100, 30, 500), memory.usage());
    assertEquals(7, memory.majorFaults());
    assertEquals(2, memory.outOfMemoryKills());
  }

  @Test
  void keepsTheMostOfEachPart() {
    SizingPeaks peaks = new SizingPeaks();
    peaks.add(sample(100, 40, 1));
    peaks.add(sample(90, 60, 2));

    SizingPeaks.Peaks most = peaks.peaks();
    assertEquals(100, most.usage());
    assertEquals(60, most.anonymous());
    assertEquals(62, most.firm());
    assertEquals(2, most.qemuFile());
    assertEquals(2, most.samples());
  }

  private static SizingPeaks.Sample sample(long usage, long anonymous, long other) {
    return new SizingPeaks.Sample(
        new CgroupMemory.Usage(usage << 20, anonymous << 20, 0, other << 20, 0),
        new ProcessPages.Kinds(0, 0, 0),
        new ProcessPages.Kinds(0, other << 20, 0));
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(directory().resolve(name), text);
  }

  private Path directory() {
    return Objects.requireNonNull(directory);
  }
}
