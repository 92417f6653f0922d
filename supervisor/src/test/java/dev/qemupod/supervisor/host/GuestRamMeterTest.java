package dev.qemupod.supervisor.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuestRamMeterTest {
  private static final GuestRam RAM = GuestRam.fixed(0x4000000);
  private static final OptionalLong WORKING_SET = OptionalLong.of(90L << 20);

  @TempDir private Path proc;
  private GuestRamMeter meter;

  @BeforeEach
  void create() throws IOException {
    meter = new GuestRamMeter(proc);
    writeSmaps(42, 50);
  }

  /** Mappings around the RAM, one larger than it, as qemu 7.2 has them. */
  private void writeSmaps(long pid, long residentMebibytes) throws IOException {
    Path folder = Files.createDirectories(proc.resolve(Long.toString(pid)));
    Files.writeString(
        folder.resolve("smaps"),
        """
        559a3c000000-559a3c021000 rw-p 00000000 00:00 0                          [heap]
        Size:                132 kB
        Rss:                 100 kB
        AnonHugePages:         0 kB
        FilePmdMapped:         0 kB
        VmFlags: rd wr mr mw me ac
        7f1890000000-7f1898000000 rw-p 00000000 00:00 0
        Size:             131072 kB
        Rss:               77777 kB
        7f189be00000-7f189fe00000 rw-p 00000000 00:00 0
        Size:              65536 kB
        KernelPageSize:        4 kB
        Rss:        %10d kB
        VmFlags: rd wr mr mw me dc ac hg
        7ffc2d400000-7ffc2d421000 rw-p 00000000 00:00 0                          [stack]
        Size:                132 kB
        Rss:                  20 kB
        """
            .formatted(residentMebibytes * 1024));
  }

  @Test
  void theMappingOfTheRamsSizeIsTheRam() throws Exception {
    GuestRamMeter.Reading reading = meter.read(42, RAM, WORKING_SET, 0);

    assertEquals(OptionalLong.of(50L << 20), reading.resident());
    assertEquals(OptionalLong.of(40L << 20), reading.overhead());
  }

  @Test
  void theOverheadIsUnknownWithoutAWorkingSetThatHoldsTheRam() throws Exception {
    assertEquals(OptionalLong.empty(), meter.read(42, RAM, OptionalLong.empty(), 0).overhead());
    assertEquals(
        OptionalLong.empty(),
        new GuestRamMeter(proc).read(42, RAM, OptionalLong.of(1 << 20), 0).overhead());
  }

  @Test
  void theRamIsNotMeasuredAtEveryScrape() throws Exception {
    meter.read(42, RAM, WORKING_SET, 0);
    writeSmaps(42, 60);

    assertEquals(
        OptionalLong.of(50L << 20),
        meter.read(42, RAM, WORKING_SET, Duration.ofSeconds(5).toNanos()).resident());
    assertEquals(
        OptionalLong.of(60L << 20),
        meter.read(42, RAM, WORKING_SET, Duration.ofHours(1).toNanos()).resident());
  }

  @Test
  void aNewQemuIsMeasuredAtOnce() throws Exception {
    meter.read(42, RAM, WORKING_SET, 0);
    writeSmaps(43, 7);

    assertEquals(OptionalLong.of(7L << 20), meter.read(43, RAM, WORKING_SET, 1).resident());
  }

  @Test
  void whatCanBePluggedInIsRamToo() throws Exception {
    GuestRam ram = new GuestRam(RAM.base(), 0x8000000);

    GuestRamMeter.Reading reading = meter.read(42, ram, OptionalLong.of(200L << 20), 0);

    assertEquals(OptionalLong.of((50L << 20) + (77_777L << 10)), reading.resident());
    assertEquals(
        OptionalLong.of(50L << 20),
        new GuestRamMeter(proc)
            .read(42, new GuestRam(RAM.base(), 0x10000000), WORKING_SET, 0)
            .resident(),
        "not mapped");
  }

  @Test
  void twoPiecesOfOneSizeAreBothCounted() throws Exception {
    Files.writeString(
        proc.resolve("42/smaps"),
        """
        7f1890000000-7f1898000000 rw-p 00000000 00:00 0
        Rss:                1000 kB
        7f189be00000-7f18a3e00000 rw-p 00000000 00:00 0
        Rss:                 500 kB
        7f18b0000000-7f18b8000000 rw-p 00000000 00:00 0
        Rss:                  11 kB
        """);

    GuestRam ram = new GuestRam(0x8000000, 0x8000000);
    assertEquals(OptionalLong.of(1500L << 10), meter.read(42, ram, WORKING_SET, 0).resident());
  }

  @Test
  void aQemuWithoutSuchAMappingIsAnError() {
    GuestRam larger = GuestRam.fixed(RAM.base() + 4096);
    assertThrows(IOException.class, () -> meter.read(42, larger, WORKING_SET, 0));
    assertThrows(IOException.class, () -> meter.read(99, RAM, WORKING_SET, 0));
  }
}
