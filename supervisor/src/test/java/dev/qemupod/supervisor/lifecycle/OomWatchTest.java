package dev.qemupod.supervisor.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.host.CgroupUsageReader;
import dev.qemupod.supervisor.lifecycle.RunEnd.StopRequest;
import dev.qemupod.supervisor.process.ExitStatus;
import dev.qemupod.supervisor.sizing.Headroom;
import dev.qemupod.supervisor.sizing.VmSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomWatchTest {
  private static final long MEBIBYTE = 1 << 20;

  @TempDir Path root;

  @Test
  void aKillWhileTheCounterRoseIsToldWithTheWholeSum() throws Exception {
    OomWatch watch = started(3);
    cgroup(4, 1021);

    Ending ending = watch.explained(killed(), size(1024, 900, 236)).ending();

    assertEquals(137, ending.code());
    assertEquals("OomKilled", ending.reason());
    assertEquals(
        "qemu was killed by the kernel's OOM killer: the pod's memory limit of 1024 MiB was used"
            + " up. The guest has 900 MiB of RAM, which leaves 124 MiB for qemu and the"
            + " supervisor; they were expected to need 236 MiB. When last measured, the pod used"
            + " 1000 MiB, 100 MiB more than the guest's RAM. Set QEMU_RAM to 788Mi or less, unset"
            + " it to have it computed, or raise the memory limit to 1137Mi.",
        ending.message());
  }

  @Test
  void aHeadroomThatWasTooSmallIsToldHowLargeToMakeIt() throws Exception {
    OomWatch watch = started(0);
    cgroup(1, 1021);

    String message = watch.explained(killed(), size(1024, 784, 240)).ending().message();

    assertTrue(
        message.endsWith(
            " Set QEMU_HEADROOM to 300Mi for a smaller guest, or keep the guest's size with"
                + " QEMU_RAM=784Mi and raise the memory limit to 1085Mi."),
        message);
  }

  @Test
  void aKillBySomebodyElseStaysOne() throws Exception {
    OomWatch watch = started(3);

    RunVerdict verdict = killed();

    assertSame(verdict, watch.explained(verdict, size(1024, 788, 236)));
  }

  @Test
  void aKillByTheShutdownLadderStaysOne() throws Exception {
    OomWatch watch = started(3);
    cgroup(4, 1000);
    RunVerdict forced = RunEndJudge.judge(end(new ExitStatus.Signalled(9), StopRequest.FORCED));

    assertSame(forced, watch.explained(forced, size(1024, 788, 236)));
  }

  @Test
  void withoutALimitItIsTheNodesMemory() throws Exception {
    OomWatch watch = started(0);
    cgroup(1, 100);
    VmSize size = size(1024, 788, 236);
    VmSize unlimited =
        new VmSize(
            size.vcpus(),
            size.topology(),
            size.cpuReason(),
            size.ram(),
            size.ramReason(),
            OptionalLong.empty(),
            size.headroom(),
            0,
            List.of());

    String message = watch.explained(killed(), unlimited).ending().message();

    assertTrue(message.contains("the node's memory was used up"), message);
  }

  private OomWatch started(long kills) throws IOException {
    write("proc/self/cgroup", "0::/\n");
    write(
        "proc/self/mountinfo",
        "31 23 0:27 / /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw,nsdelegate\n");
    cgroup(kills, 1000);
    OomWatch watch = new OomWatch(() -> new CgroupUsageReader(root).read());
    watch.started();
    return watch;
  }

  private void cgroup(long kills, long usedMebibytes) throws IOException {
    write("sys/fs/cgroup/memory.events", "low 0\nhigh 0\nmax 9\noom 2\noom_kill " + kills + "\n");
    write("sys/fs/cgroup/memory.current", usedMebibytes * MEBIBYTE + "\n");
    write("sys/fs/cgroup/memory.stat", "anon 1\nshmem 0\ninactive_file 0\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }

  private static RunVerdict killed() {
    return RunEndJudge.judge(end(new ExitStatus.Signalled(9), StopRequest.NONE));
  }

  private static RunEnd end(ExitStatus status, StopRequest stop) {
    return new RunEnd(
        status,
        true,
        Optional.empty(),
        false,
        stop,
        false,
        new Freeze.NotAsked(),
        "running",
        List.of());
  }

  private static VmSize size(long limit, long ram, long headroom) {
    return new VmSize(
        1,
        Optional.empty(),
        "for a test",
        ram * MEBIBYTE,
        "for a test",
        OptionalLong.of(limit * MEBIBYTE),
        new Headroom(List.of(new Headroom.Part("all", headroom * MEBIBYTE, "for a test"))),
        0,
        List.of());
  }
}
