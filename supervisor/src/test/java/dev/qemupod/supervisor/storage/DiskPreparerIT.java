package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.DiskFormat;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prepares disks with the real qemu-img, and block devices with the kernel's loop driver. */
final class DiskPreparerIT {
  private static final long MIB = 1L << 20;

  @TempDir private Path folder;
  private final DiskPreparer preparer = new DiskPreparer();

  @ParameterizedTest
  @ValueSource(strings = {"hda.qcow2", "with space, comma", "co:lon", "-dash"})
  void aCreatedDiskIsFoundAsItWasMade(String name) throws Exception {
    Disks disk = Disks.at(folder.resolve(name)).size(64 * MIB);
    assertEquals("created, 64 MiB qcow2", prepare(disk).change());
    PreparedDisk again = prepare(disk);
    assertEquals("", again.change());
    assertEquals(64 * MIB, again.virtualSize());
    assertEquals(DiskFormat.QCOW2, again.format());
    assertEquals(List.of(name), names());
  }

  @Test
  void aRawDiskIsCreatedSparse() throws Exception {
    prepare(Disks.at(folder.resolve("raw")).size(64 * MIB).format(DiskFormat.RAW));
    assertEquals(64 * MIB, Files.size(folder.resolve("raw")));
  }

  @Test
  void anEmptyFileBecomesADisk() throws Exception {
    Files.createFile(folder.resolve("hda"));
    prepare(Disks.at(folder.resolve("hda")).size(64 * MIB));
    assertEquals(64 * MIB, prepare(Disks.at(folder.resolve("hda"))).virtualSize());
  }

  @Test
  void growingKeepsWhatIsThere() throws Exception {
    Path path = folder.resolve("hda");
    prepare(Disks.at(path).size(64 * MIB));
    run("qemu-io", "-f", "qcow2", "-c", "write -P 0x5a 1M 64k", path.toString());
    assertEquals("grown from 64 MiB to 128 MiB", prepare(Disks.at(path).size(128 * MIB)).change());
    assertTrue(run("qemu-img", "info", path.toString()).contains("134217728 bytes"));
    run("qemu-io", "-f", "qcow2", "-c", "read -P 0x5a 1M 64k", path.toString());
  }

  @Test
  void aSmallerSizeLeavesEveryByte() throws Exception {
    Path path = folder.resolve("hda");
    prepare(Disks.at(path).size(64 * MIB));
    byte[] before = Files.readAllBytes(path);
    prepare(Disks.at(path).size(MIB));
    assertArrayEquals(before, Files.readAllBytes(path));
  }

  @Test
  void aRawDiskGrowsAtItsEnd() throws Exception {
    Path path = TestImages.writeRaw(folder.resolve("raw"), 8192);
    byte[] before = Files.readAllBytes(path);
    prepare(Disks.at(path).format(DiskFormat.RAW).size(16384));
    byte[] after = Files.readAllBytes(path);
    assertEquals(16384, after.length);
    assertArrayEquals(before, Arrays.copyOf(after, 8192));
  }

  @Test
  void anOverlayIsMadeAndItsBaseNeverWritten() throws Exception {
    Path base = folder.resolve("base");
    run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "64M");
    run("qemu-io", "-f", "qcow2", "-c", "write -P 0x11 0 64k", base.toString());
    byte[] before = Files.readAllBytes(base);
    Disks overlay = Disks.at(folder.resolve("hda")).base(base).size(96 * MIB);
    assertEquals("created, 96 MiB qcow2 overlay on " + base, prepare(overlay).change());
    run("qemu-io", "-f", "qcow2", "-c", "write -P 0x22 0 64k", overlay.path().toString());
    PreparedDisk again = prepare(overlay);
    assertEquals("", again.change());
    assertEquals(base, again.backing().orElseThrow().path());
    assertArrayEquals(before, Files.readAllBytes(base));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsWrittenTakesNoMoreOfTheVolumeThanItself(boolean overlay) throws Exception {
    Disks disk = Disks.at(folder.resolve("hda")).size(64 * MIB);
    if (overlay) {
      Path base = folder.resolve("base");
      run("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "64M");
      run("qemu-io", "-f", "qcow2", "-c", "write -P 0x11 0 64M", base.toString());
      disk = disk.base(base);
    }
    prepare(disk);
    String image = disk.path().toString();
    run("qemu-io", "-f", "qcow2", "-c", "write -P 0x22 0 4k", image);
    long before = allocated(image);
    List<String> writes = new ArrayList<>(List.of("qemu-io", "-f", "qcow2"));
    for (int i = 1; i <= 32; i++) {
      writes.addAll(List.of("-c", "write -P 0x22 " + i + "M 4k"));
    }
    writes.add(image);
    run(writes.toArray(String[]::new));
    long grown = allocated(image) - before;
    assertTrue(grown <= 2 * 32 * 4096, () -> grown + " bytes");
    run("qemu-io", "-f", "qcow2", "-c", "read -P 0x22 7M 4k", image);
    String around = overlay ? "0x11" : "0";
    run("qemu-io", "-f", "qcow2", "-c", "read -P " + around + " 7172k 60k", image);
  }

  /** Bytes of the volume that a file takes. */
  private static long allocated(String file) throws Exception {
    return Long.parseLong(run("du", "--block-size=1", file).split("\\s", 2)[0]);
  }

  @Test
  void anOverlayIsNotOpenedOnAnotherImageThatHasComeToItsBasesPath() throws Exception {
    Path base = TestImages.writeRaw(folder.resolve("base"), 4 << 20);
    Disks overlay = Disks.at(folder.resolve("hda")).base(base);
    prepare(overlay);
    byte[] content = Files.readAllBytes(base);
    content[content.length - 1] ^= 1;
    Files.write(base, content);
    StorageException refused = assertThrows(StorageException.class, () -> prepare(overlay));
    assertTrue(
        refused.problems().toString().contains("another one is at " + base),
        refused.problems().toString());

    content[content.length - 1] ^= 1;
    Files.write(base, content);
    assertEquals("", prepare(overlay).change());

    // Begun anew: the note of the old overlay is not held against the new one.
    content[0] ^= 1;
    Files.write(base, content);
    Files.delete(overlay.path());
    prepare(overlay);
    assertEquals("", prepare(overlay).change());
  }

  @Test
  void anOverlayThatWasMadeElsewhereIsTakenAsItComesAndWatchedFromThenOn() throws Exception {
    Path base = TestImages.writeRaw(folder.resolve("base"), 4 << 20);
    Disks overlay = Disks.at(folder.resolve("hda")).base(base);
    run(
        "qemu-img",
        "create",
        "-q",
        "-f",
        "qcow2",
        "-b",
        base.toString(),
        "-F",
        "raw",
        overlay.path().toString());
    assertEquals("", prepare(overlay).change());
    TestImages.writeRaw(base, 8 << 20);
    assertThrows(StorageException.class, () -> prepare(overlay));
  }

  @Test
  void aDiskInUseIsNotGrownAndSaysSo() throws Exception {
    Path path = folder.resolve("hda");
    prepare(Disks.at(path).size(64 * MIB));
    Process user =
        new ProcessBuilder("qemu-io", "-f", "qcow2", path.toString())
            .redirectErrorStream(true)
            .start();
    try {
      user.outputWriter().write("read 0 512\n");
      user.outputWriter().flush();
      assertTrue(user.inputReader().readLine().contains("read 512"));
      StorageException locked =
          assertThrows(StorageException.class, () -> prepare(Disks.at(path).size(128 * MIB)));
      assertTrue(locked.problems().toString().contains("lock"), locked.problems().toString());
    } finally {
      user.destroyForcibly().waitFor();
    }
  }

  @Test
  void aFailedCreationLeavesNothingBehind() {
    Disks absurd = Disks.at(folder.resolve("hda")).size(Long.MAX_VALUE / 512 * 512);
    StorageException failed = assertThrows(StorageException.class, () -> prepare(absurd));
    assertTrue(
        failed.problems().toString().contains("qemu-img said"), failed.problems().toString());
    assertEquals(List.of(), names());
  }

  @Test
  void aBlockDeviceKeepsEveryByte() throws Exception {
    Path image = TestImages.writeRaw(folder.resolve("volume"), (int) (4 * MIB));
    byte[] before = Files.readAllBytes(image);
    try (Loop loop = new Loop(image)) {
      PreparedDisk disk = prepare(Disks.at(loop.device).size(64 * MIB));
      assertTrue(disk.blockDevice());
      assertEquals(DiskFormat.RAW, disk.format());
      assertEquals(4 * MIB, disk.virtualSize());
      assertEquals("", disk.change());
    }
    assertArrayEquals(before, Files.readAllBytes(image));
  }

  @Test
  void anEmptyBlockDeviceIsNotFormatted() throws Exception {
    Path image = folder.resolve("volume");
    Files.write(image, new byte[(int) MIB]);
    try (Loop loop = new Loop(image)) {
      assertEquals(DiskFormat.RAW, prepare(Disks.at(loop.device)).format());
    }
    assertArrayEquals(new byte[(int) MIB], Files.readAllBytes(image));
  }

  @Test
  void aBlockDeviceThatLooksLikeQcow2NeedsTheUsersWord() throws Exception {
    Path image = TestImages.write(folder.resolve("volume"), TestImages.qcow2(64 * MIB));
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(MIB);
    }
    byte[] before = Files.readAllBytes(image);
    try (Loop loop = new Loop(image)) {
      StorageException refused =
          assertThrows(StorageException.class, () -> prepare(Disks.at(loop.device)));
      assertTrue(
          refused.problems().toString().contains("QEMU_HDA_FORMAT"), refused.problems().toString());
      assertEquals(MIB, prepare(Disks.at(loop.device).format(DiskFormat.RAW)).virtualSize());
      assertEquals(64 * MIB, prepare(Disks.at(loop.device).format(DiskFormat.QCOW2)).virtualSize());
    }
    assertArrayEquals(before, Files.readAllBytes(image));
  }

  @Test
  void aReadOnlyFileSystemIsNamed() throws Exception {
    Path image = folder.resolve("volume");
    Files.write(image, new byte[(int) (4 * MIB)]);
    run("mkfs.ext4", "-q", image.toString());
    Path mount = Files.createDirectory(folder.resolve("mount"));
    try (Loop loop = new Loop(image)) {
      run("mount", "-o", "ro", loop.device.toString(), mount.toString());
      try {
        StorageException refused =
            assertThrows(StorageException.class, () -> prepare(Disks.at(mount.resolve("hda"))));
        assertTrue(
            refused.problems().toString().contains("read-only file system"),
            refused.problems().toString());
        assertEquals(StorageException.Kind.CONFIGURATION, refused.kind());
      } finally {
        run("umount", mount.toString());
      }
    }
  }

  @Test
  void aFullVolumeIsNamedAndKeepsNoHalfImage() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("mount"));
    run("mount", "-t", "tmpfs", "-o", "size=128k", "none", mount.toString());
    try {
      StorageException full =
          assertThrows(StorageException.class, () -> prepare(Disks.at(mount.resolve("hda"))));
      assertTrue(full.problems().toString().contains("No space left"), full.problems().toString());
      try (Stream<Path> files = Files.list(mount)) {
        assertEquals(List.of(), files.toList());
      }
    } finally {
      run("umount", mount.toString());
    }
  }

  private PreparedDisk prepare(Disks disk) throws StorageException {
    return preparer.prepare(List.of(disk.config())).getFirst();
  }

  private List<String> names() {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static String run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), String.join(" ", command) + ": " + output);
    return output;
  }

  /** A block device backed by a file. */
  private static final class Loop implements AutoCloseable {
    private final Path device;

    Loop(Path image) throws IOException, InterruptedException {
      device = Path.of(run("losetup", "--find", "--show", image.toString()).strip());
    }

    @Override
    public void close() throws IOException {
      try {
        run("losetup", "--detach", device.toString());
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }
  }
}
