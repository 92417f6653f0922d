package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What lives on the heap of the supervisor that is shipped. */
class HeapIT {
  /** Samples are taken each 1.5 s at most: these take half a minute. */
  private static final int MEASUREMENTS = 20;

  /** Until all that is made once, such as the counter of a rare command, is there. */
  private static final int WARM_UP = 5;

  /** Rows of jcmd's GC.class_histogram: number, instances, bytes, class. */
  private static final Pattern ROW = Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +(\\S+)");

  private static final Pattern TAKEN =
      Pattern.compile("(?m)^qemu_qmp_command_seconds_count\\{command=\"query-blockstats\"} (\\d+)");

  @RegisterExtension final Scene scene = Scene.ofTest();

  @Test
  void nothingIsKeptOfEachMeasurement() throws Exception {
    VmContainer vm =
        scene.run(
            VmSpec.microLinux()
                .writable(scene.directory("disk"), "/disk")
                .with("QEMU_HDA", "/disk/new.qcow2")
                .with("QEMU_HDA_SIZE", "64M")
                .with("QEMU_INITRD", "/guests/micro-linux/initrd-agent.gz")
                .with("QEMU_READY", "agent")
                .with("QEMU_METRICS_FILESYSTEMS", "1")
                .with("QEMU_METRICS_NETWORK", "1"));
    vm.awaitConsole("GUEST-READY");
    measure(vm, WARM_UP);
    Map<String, Long> before = instances(vm);
    measure(vm, MEASUREMENTS);
    Map<String, Long> between = instances(vm);
    measure(vm, MEASUREMENTS);
    Map<String, Long> after = instances(vm);

    // What fills up once, such as a cache, grows in one half only.
    Map<String, Long> kept = growth(between, after);
    kept.keySet().retainAll(growth(before, between).keySet());
    assertEquals(Map.of(), kept);
  }

  /** Scrapes until so many samples were taken. */
  private static void measure(VmContainer vm, int samples) throws Exception {
    long enough = taken(vm) + samples;
    assertTrue(Patience.until(Patience.GUEST, () -> taken(vm) >= enough));
  }

  private static long taken(VmContainer vm) throws Exception {
    Matcher count = TAKEN.matcher(vm.get("/metrics").body());
    return count.find() ? Long.parseLong(count.group(1)) : 0;
  }

  /** The classes of which there are more, by one with each measurement at least. */
  private static Map<String, Long> growth(Map<String, Long> earlier, Map<String, Long> later) {
    Map<String, Long> more = new TreeMap<>(later);
    more.replaceAll((name, count) -> count - Objects.requireNonNullElse(earlier.get(name), 0L));
    more.values().removeIf(grown -> grown < MEASUREMENTS);
    return more;
  }

  /** How many objects of each class live; the histogram collects the garbage first. */
  private static Map<String, Long> instances(VmContainer vm)
      throws IOException, InterruptedException {
    String pid = vm.inspect().at("/State/Pid").asText();
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    // Once more for what only a first collection lets go, such as what has a Cleaner.
    Outcome.of(new ProcessBuilder(jcmd, pid, "GC.run")).orFail();
    Outcome histogram = Outcome.of(new ProcessBuilder(jcmd, pid, "GC.class_histogram")).orFail();
    Map<String, Long> instances = new TreeMap<>();
    Matcher row = ROW.matcher(histogram.out());
    while (row.find()) {
      instances.put(row.group(2), Long.valueOf(row.group(1)));
    }
    assertTrue(instances.containsKey("java.lang.String"), histogram::toString);
    return instances;
  }
}
