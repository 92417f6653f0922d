package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The disks. */
class DiskInputTest {
  @TempDir private Path directory;

  static Stream<BadInput> badInputs() {
    return BadInput.of("disk");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badInputs")
  void badInputIsExplained(BadInput input) throws IOException {
    input.check(directory);
  }

  @Test
  void everyChoiceIsRead() throws IOException {
    Path base = Files.writeString(directory.resolve("base"), "data");
    Path disk = directory.resolve("disk");
    assertEquals(
        List.of(
            new DiskConfig(
                "QEMU_HDC",
                "hdc",
                disk,
                OptionalLong.of(10L << 30),
                Optional.of(DiskFormat.QCOW2),
                Optional.of(base),
                false,
                Optional.of(CacheMode.DIRECTSYNC),
                Optional.of(AioMode.NATIVE),
                false,
                Optional.empty())),
        Reading.config(
                "QEMU_HDC=" + disk,
                "QEMU_HDC_SIZE=10Gi",
                "QEMU_HDC_FORMAT=QCOW2",
                "QEMU_HDC_BASE=" + base,
                "QEMU_HDC_CACHE=directsync",
                "QEMU_HDC_AIO=native",
                "QEMU_HDC_DISCARD=ignore")
            .disks());
  }

  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({"unmap,true", "on,true", "1,true", "ignore,false", "off,false", "0,false"})
  void discardTakesTheWordsOfQemuAndOfSwitches(String word, boolean discard) {
    List<DiskConfig> disks =
        Reading.config("QEMU_HDA=" + directory.resolve("a"), "QEMU_HDA_DISCARD=" + word).disks();
    assertEquals(discard, disks.get(0).discard());
  }

  @Test
  void twoReadOnlyDisksMayShareAFile() throws IOException {
    Path image = Files.writeString(directory.resolve("image"), "data");
    assertEquals(
        2,
        Reading.config(
                "QEMU_HDA=" + image,
                "QEMU_HDA_READONLY=1",
                "QEMU_HDB=" + image,
                "QEMU_HDB_READONLY=1")
            .disks()
            .size());
  }

  @Test
  void twoOverlaysMayShareABase() throws IOException {
    Path base = Files.writeString(directory.resolve("base"), "data");
    assertEquals(
        2,
        Reading.config(
                "QEMU_HDA=" + directory.resolve("a"),
                "QEMU_HDA_BASE=" + base,
                "QEMU_HDB=" + directory.resolve("b"),
                "QEMU_HDB_BASE=" + base)
            .disks()
            .size());
  }

  @Test
  void aSizeIsBytesWithoutAUnit() {
    List<DiskConfig> disks =
        Reading.config("QEMU_HDA=" + directory.resolve("a"), "QEMU_HDA_SIZE=10737418240").disks();
    assertEquals(OptionalLong.of(10L << 30), disks.get(0).size());
  }
}
