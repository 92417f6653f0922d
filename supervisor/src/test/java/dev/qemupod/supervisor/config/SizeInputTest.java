package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How many vCPUs and how much memory. */
class SizeInputTest {
  @TempDir private Path directory;

  static Stream<BadInput> badInputs() {
    return BadInput.of("size");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void badInputIsExplained(BadInput input) throws IOException {
    input.check(directory);
  }

  @ParameterizedTest(name = "{0} is {1} vCPUs and topology {2}")
  @CsvSource({
    "1,1,",
    "255,255,",
    "007,7,",
    "'4,sockets=2',4,'sockets=2'",
    "'cpus=4,threads=2',4,threads=2",
    "'sockets=2,cores=2',4,'sockets=2,cores=2'",
    "'4,maxcpus=8,sockets=2,cores=2,threads=2',4,'maxcpus=8,sockets=2,cores=2,threads=2'",
    "'2,dies=1,cores=2',2,'dies=1,cores=2'"
  })
  void cpus(String text, int count, @Nullable String topology) {
    assertEquals(
        new CpuConfig(OptionalInt.of(count), Optional.ofNullable(topology), false),
        Reading.config("QEMU_CPU=" + text).cpu());
  }

  @ParameterizedTest(name = "QEMU_RAM={0} is {1} bytes")
  @CsvSource({
    "512,536870912",
    "512M,536870912",
    "512Mi,536870912",
    "512m,536870912",
    "1G,1073741824",
    "1Gi,1073741824",
    "1g,1073741824",
    "1gi,1073741824",
    "1T,1099511627776",
    "1.5Gi,1610612736",
    "0.5G,536870912",
    ".5G,536870912",
    "2.,2097152",
    "+2Gi,2147483648",
    "4096K,4194304",
    "4096Ki,4194304",
    "1e9,1000000000",
    "1E+9,1000000000",
    "1073741824B,1073741824",
    "0.1Gi,107374183",
    "7Ei,8070450532247928832",
    "000000000000000000000002Mi,2097152"
  })
  void memory(String text, long bytes) {
    assertEquals(OptionalLong.of(bytes), Reading.config("QEMU_RAM=" + text).memory().ram());
  }

  @ParameterizedTest(name = "{1} bytes are written {0}")
  @CsvSource({
    "0,0",
    "1000,1000",
    "1Ki,1024",
    "1536Mi,1610612736",
    "2Gi,2147483648",
    "7Ei,8070450532247928832"
  })
  void sizesAreWrittenWithTheLargestUnit(String text, long bytes) {
    assertEquals(text, Quantity.format(bytes));
  }

  @Test
  void theTypoOfTheFirstPodSpecGivesWayToTheRightName() {
    ConfigResult result = Reading.read("QEMU_CPU=2", "QEMU_PU=4", "QEMU_CDROM=/dev/null");
    assertEquals(OptionalInt.of(2), result.config().orElseThrow().cpu().count());
    assertEquals(
        List.of("QEMU_PU is ignored because QEMU_CPU is set too; remove it"),
        Reading.warnings(result));
  }

  @Test
  void headroomAndForceAreRead() {
    assertEquals(
        new MemoryConfig(
            OptionalLong.empty(), OptionalLong.of(128L << 20), true, MemoryConfig.Guard.OFF),
        Reading.config("QEMU_HEADROOM=128", "QEMU_RAM_FORCE=YES", "QEMU_MEMORY_GUARD=Off")
            .memory());
  }
}
