package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessUsageReaderTest {
  /**
   * From the state, field 3, to the end: 500 ticks user of which 300 guest, 70 system, 9 threads.
   */
  private static final String FIELDS =
      " S 1 42 42 0 -1 4194560 100 0 0 0 500 70 0 0 20 0 9 0 12345 1000000 2000"
          + " 18446744073709551615 1 1 0 0 0 0 0 4096 81923 0 0 0 17 1 0 0 0 300 0 0 0 0 0 0 0 0"
          + " 0\n";

  @TempDir Path root;

  @Test
  void tells_its_own_age_to_a_hundredth_of_a_second() {
    FakeTree tree =
        new FakeTree(root)
            .file("/proc/self/stat", "42 (java)" + FIELDS)
            .file("/proc/uptime", "125.70 240.11\n");

    assertEquals(
        Optional.of(Duration.ofMillis(2250)), new ProcessUsageReader(tree.root()).ownAge());
  }

  @Test
  void does_not_know_its_age_where_proc_is_hidden() {
    assertEquals(Optional.empty(), new ProcessUsageReader(root).ownAge());
  }

  @Test
  void takes_the_guests_time_out_of_user_time() {
    FakeTree tree = process("(qemu-system-x86)");

    assertEquals(
        Optional.of(
            new ProcessUsage(
                new CpuTime(2, 3, 0.7),
                9,
                OptionalLong.of(3),
                OptionalLong.of(100 * 1024),
                OptionalLong.of(20 * 1024),
                OptionalLong.of(0))),
        new ProcessUsageReader(tree.root()).read(42));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a b)", "(:) S 1 2 3)", "()", "(CPU 0/KVM)", "(x\n)"})
  void reads_past_any_command_name(String name) {
    process(name);

    assertEquals(9, new ProcessUsageReader(root).read(42).orElseThrow().threads());
  }

  @Test
  void reads_a_threads_time_and_delay() {
    new FakeTree(root)
        .file("/proc/42/task/43/stat", "43 (CPU 0/TCG)" + FIELDS)
        .file("/proc/42/task/43/schedstat", "5000000000 2500000000 77\n");

    assertEquals(
        Optional.of(new ThreadUsage(new CpuTime(2, 3, 0.7), OptionalDouble.of(2.5))),
        new ProcessUsageReader(root).readThread(42, 43));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "1", "1 ", "1 x 2", "1 2"})
  void tells_no_delay_without_schedstats(String schedstat) {
    new FakeTree(root)
        .file("/proc/42/task/43/stat", "43 (CPU 0/TCG)" + FIELDS)
        .file("/proc/42/task/43/schedstat", schedstat);

    assertEquals(
        OptionalDouble.empty(),
        new ProcessUsageReader(root).readThread(42, 43).orElseThrow().delaySeconds());
  }

  @Test
  void tells_what_it_can_of_another_users_process() {
    new FakeTree(root).file("/proc/42/stat", "42 (qemu)" + FIELDS);
    ProcessUsage usage = new ProcessUsageReader(root).read(42).orElseThrow();

    assertEquals(new CpuTime(2, 3, 0.7), usage.cpu());
    assertEquals(OptionalLong.empty(), usage.openFiles());
    assertEquals(OptionalLong.empty(), usage.residentAnonymous());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "42", "42 (qemu)", "42 (qemu) S 1 2", "garbage) x y z"})
  void takes_a_damaged_stat_as_gone(String stat) {
    new FakeTree(root).file("/proc/42/stat", stat).file("/proc/42/task/43/stat", stat);
    ProcessUsageReader reader = new ProcessUsageReader(root);

    assertEquals(Optional.empty(), reader.read(42));
    assertEquals(Optional.empty(), reader.readThread(42, 43));
  }

  @Test
  void tells_nothing_of_a_process_that_is_gone() {
    ProcessUsageReader reader = new ProcessUsageReader(root);

    assertEquals(Optional.empty(), reader.read(42));
    assertEquals(Optional.empty(), reader.readThread(42, 43));
    assertEquals(OptionalLong.empty(), reader.proportionalMemory(42));
  }

  @Test
  void reads_the_proportional_share() {
    new FakeTree(root).file("/proc/42/smaps_rollup", "55-ff ---p [rollup]\nRss: 9 kB\nPss: 7 kB\n");

    assertEquals(OptionalLong.of(7168), new ProcessUsageReader(root).proportionalMemory(42));
  }

  @Test
  void reads_this_process() {
    ProcessUsageReader reader = new ProcessUsageReader(Path.of("/"));
    long self = ProcessHandle.current().pid();
    ProcessUsage usage = reader.read(self).orElseThrow();

    assertTrue(usage.cpu().user() + usage.cpu().system() > 0);
    assertTrue(usage.threads() > 1);
    assertTrue(usage.openFiles().orElseThrow() > 2);
    assertTrue(usage.residentAnonymous().orElseThrow() > 0);
    assertTrue(reader.readThread(self, self).isPresent());
    assertTrue(reader.proportionalMemory(self).orElseThrow() > 0);
  }

  private FakeTree process(String name) {
    return new FakeTree(root)
        .file("/proc/42/stat", "42 " + name + FIELDS)
        .file(
            "/proc/42/status",
            """
            Name:\tqemu
            VmRSS:\t     120 kB
            RssAnon:\t     100 kB
            RssFile:\t      20 kB
            RssShmem:\t       0 kB
            """)
        .file("/proc/42/fd/0", "")
        .file("/proc/42/fd/1", "")
        .file("/proc/42/fd/2", "");
  }
}
