package dev.qemupod.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessFactsTest {
  @TempDir private @Nullable Path directory;

  @Test
  void memoryIsToldInMebibytes() throws IOException {
    ProcessFacts facts =
        process(
            "smaps_rollup",
            """
            55d17b141000-7fff6465c000 ---p 00000000 00:00 0                          [rollup]
            Rss:              102400 kB
            Pss:               61440 kB
            Pss_Anon:          30720 kB
            Anonymous:         31232 kB
            """);
    assertEquals(new ProcessFacts.Memory(60, 100, 30.5), facts.memory());
  }

  @Test
  void cpuTimeIsUserAndSystemTimeWhateverTheProcessIsCalled() throws IOException {
    ProcessFacts facts =
        process(
            "stat", "7 (a) b (c) S 1 7 7 0 -1 4194560 100 200 0 0 150 25 9 9 20 0 18 0 1 2 3\n");
    assertEquals(1.75, facts.cpuSeconds());
  }

  @Test
  void threadsAreCounted() throws IOException {
    ProcessFacts facts = process("status", "Name:\tjava\nThreads:\t18\nSigQ:\t0/1\n");
    assertEquals(18, facts.threads());
  }

  @Test
  void residentMemoryIsToldInMebibytes() throws IOException {
    assertEquals(1.5, process("status", "VmRSS:\t    1536 kB\n").residentMebibytes());
  }

  @Test
  void memoryOfARangeIsThatOfTheMappingsInIt() throws IOException {
    ProcessFacts facts =
        process(
            "smaps",
            """
            fe000000-fecda000 rw-p 00000000 00:00 0
            Rss:               10648 kB
            Anonymous:         10240 kB
            VmFlags: rd wr
            fecda000-100000000 ---p 00000000 00:00 0
            Anonymous:           512 kB
            5645e21e6000-5645e27df000 rw-p 00000000 00:00 0    [heap]
            Anonymous:          5192 kB
            ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0    [vsyscall]
            Anonymous:             4 kB
            """);
    assertEquals(10.5, facts.anonymousMebibytes(0xfe000000L, 0x100000000L));
  }

  @Test
  void openFilesAreCounted() throws IOException {
    Path of = Files.createDirectory(Objects.requireNonNull(directory).resolve("fd"));
    Files.createFile(of.resolve("0"));
    Files.createFile(of.resolve("17"));
    assertEquals(2, new ProcessFacts(Objects.requireNonNull(directory)).descriptors());
  }

  @Test
  void aZombieIsToldFromAProcessThatIsOnlyCalledSo() throws IOException {
    assertTrue(process("stat", "7 (a) b) Z 1 7 7 0 -1\n").isZombie());
    assertFalse(process("stat", "7 (x) Z) S 1 7 7 0 -1\n").isZombie());
  }

  @Test
  void aMappedLibraryIsSeen() throws IOException {
    ProcessFacts facts =
        process("maps", "7f00-7f01 r-xp 00000000 08:01 1 /dist/lib/native/libjffi-1.2.so\n");
    assertTrue(facts.maps("libjffi"));
    assertFalse(facts.maps("libother"));
  }

  @Test
  void aMissingValueIsNotZero() throws IOException {
    ProcessFacts facts = process("smaps_rollup", "Rss: 1 kB\n");
    assertThrows(IllegalStateException.class, () -> facts.memory());
  }

  private ProcessFacts process(String file, String text) throws IOException {
    Path of = Objects.requireNonNull(directory);
    Files.writeString(of.resolve(file), text);
    return new ProcessFacts(of);
  }
}
