package dev.qemupod.supervisor.host;

import static dev.qemupod.supervisor.host.FakeTree.MIB;
import static dev.qemupod.supervisor.host.FakeTree.NO_LIMIT_V1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PodMemoryReaderTest {
  private static final GuestRam RAM = GuestRam.fixed(0x4000000);
  private static final long LATER = Duration.ofMinutes(1).toNanos();

  @TempDir Path root;

  @Test
  void theOverheadIsWhatCanNotBeReclaimedWithoutTheGuestsRam() throws IOException {
    PodMemoryReader reader = new PodMemoryReader(pod(300, 10).root());

    PodMemory memory = reader.read(42, RAM, 0);

    assertEquals(
        new PodMemory(
            OptionalLong.of(512 * MIB),
            OptionalLong.of(317 * MIB),
            OptionalLong.of(50 * MIB),
            OptionalLong.of(267 * MIB)),
        memory);
    assertEquals(OptionalLong.of(195 * MIB), memory.distance());
  }

  @Test
  void theGuestsRamIsMeasuredNowAndThenButTheCgroupAlways() throws IOException {
    PodMemoryReader reader = new PodMemoryReader(pod(300, 10).root());
    reader.read(42, RAM, 0);
    pod(350, 10);

    assertEquals(OptionalLong.of(367 * MIB), reader.read(42, RAM, 1).unreclaimable());
    assertEquals(OptionalLong.of(267 * MIB), reader.read(42, RAM, 1).overhead());
    assertEquals(OptionalLong.of(317 * MIB), reader.read(42, RAM, LATER).overhead());
  }

  @Test
  void aPodThatHoldsWhatItHeldIsMeasuredSeldom() throws IOException {
    PodMemoryReader reader = new PodMemoryReader(pod(300, 10).root());
    reader.read(42, RAM, 0);
    guestHolds(40);

    long soon = Duration.ofSeconds(20).toNanos();
    assertEquals(OptionalLong.of(50 * MIB), reader.read(42, RAM, soon).guestResident());
    assertEquals(OptionalLong.of(40 * MIB), reader.read(42, RAM, LATER).guestResident());
  }

  @Test
  void aPodThatHoldsMoreIsMeasuredAtOnce() throws IOException {
    PodMemoryReader reader = new PodMemoryReader(pod(300, 10).root());
    reader.read(42, RAM, 0);
    pod(301, 10);
    guestHolds(40);

    long soon = Duration.ofSeconds(20).toNanos();
    assertEquals(OptionalLong.of(278 * MIB), reader.read(42, RAM, soon).overhead());
  }

  @Test
  void nothingIsToldOfAnotherQemuByTheOneBefore() throws IOException {
    PodMemoryReader reader = new PodMemoryReader(pod(300, 10).root());
    reader.read(42, RAM, 0);

    assertEquals(OptionalLong.empty(), reader.read(43, RAM, 1).overhead());
  }

  @Test
  void anUnlimitedPodHasNoDistance() throws IOException {
    FakeTree tree =
        FakeTree.node(root)
            .legacy("/", "/")
            .cgroup("memory/memory.limit_in_bytes", NO_LIMIT_V1)
            .cgroup("memory/memory.stat", "total_rss 4096\ntotal_shmem 4096");

    PodMemory memory = new PodMemoryReader(tree.root()).read(42, RAM, 0);

    assertEquals(OptionalLong.empty(), memory.distance());
    assertEquals(OptionalLong.of(8192), memory.unreclaimable());
  }

  @Test
  void aQemuInAnotherCgroupHasNoOverhead() throws IOException {
    assertEquals(
        OptionalLong.empty(), new PodMemoryReader(pod(1, 0).root()).read(42, RAM, 0).overhead());
  }

  private FakeTree pod(long anonymousMib, long sharedMib) {
    return FakeTree.node(root)
        .unified("/", "/")
        .cgroup("memory.max", 512 * MIB)
        .cgroup(
            "memory.stat",
            "anon " + anonymousMib * MIB + "\nshmem " + sharedMib * MIB + "\nkernel " + 7 * MIB)
        .file("/proc/42/smaps", smaps(50));
  }

  private void guestHolds(long mib) throws IOException {
    FakeTree.node(root).file("/proc/42/smaps", smaps(mib));
  }

  private static String smaps(long mib) {
    return "7f189be00000-7f189fe00000 rw-p 00000000 00:00 0\nRss: " + mib * 1024 + " kB\n";
  }
}
