package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.AioMode;
import dev.qemupod.supervisor.config.CacheMode;
import dev.qemupod.supervisor.config.DiskFormat;
import dev.qemupod.supervisor.machine.Device;
import dev.qemupod.supervisor.storage.DiskPreparer.Inspection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is planned for a disk, and what is refused; qemu-img must not even be there. */
final class DiskInspectionTest {
  private static final long GIB = TestImages.GIB;

  @TempDir private Path folder;
  private final DiskPreparer preparer = new DiskPreparer("/nonexistent/qemu-img");

  @AfterEach
  void nothingWasAddedToTheFolder() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(
          List.of(), files.filter(f -> f.getFileName().toString().startsWith(".")).toList());
    }
  }

  @Test
  void aMissingDiskIsCreatedAsEightGibibytesOfQcow2() {
    DiskPlan plan = plan(disk("new.qcow2"));
    assertEquals(new DiskChange.Create(8 * GIB, "qcow2"), plan.change());
    assertEquals("created, 8 GiB qcow2", plan.prepared().change());
    assertEquals(DiskFormat.QCOW2, plan.format());
  }

  @Test
  void aMissingDiskIsCreatedInTheSizeAndFormatAskedFor() {
    DiskPlan plan = plan(disk("new.raw").size(1000).format(DiskFormat.RAW));
    assertEquals(new DiskChange.Create(1024, "raw"), plan.change());
  }

  @Test
  void anEmptyFileCountsAsMissing() throws IOException {
    Files.createFile(folder.resolve("empty"));
    assertInstanceOf(DiskChange.Create.class, plan(disk("empty")).change());
  }

  @Test
  void aMissingDiskOnABaseBecomesAnOverlayOfTheBaseSize() throws IOException {
    Path base = TestImages.write(folder.resolve("base"), TestImages.qcow2(3 * GIB));
    DiskPlan plan = plan(disk("new").base(base));
    assertEquals(new DiskChange.Overlay(base, "qcow2", 3 * GIB), plan.change());
    assertEquals(Optional.of(new Device.Backing(base, false, DiskFormat.QCOW2)), plan.backing());
  }

  @Test
  void qemuKeepsTablesOfEachQcow2Image() throws IOException {
    Path base = TestImages.write(folder.resolve("base"), TestImages.qcow2(3 * GIB));
    assertEquals(3 * GIB / 8192, plan(disk("new").size(3 * GIB)).tableBytes());
    assertEquals(2 * (3 * GIB / 8192), plan(disk("overlay").base(base)).tableBytes());
    assertEquals(0, plan(disk("raw").format(DiskFormat.RAW)).tableBytes());
    assertEquals(32 << 20, plan(disk("large").size(1024 * GIB)).tableBytes());
    Inspection both =
        preparer.inspect(
            List.of(disk("new").size(3 * GIB).config(), disk("other").size(5 * GIB).config()));
    assertEquals(GIB / 1024, both.tableBytes());
  }

  @Test
  void anOverlayMayBeLargerThanItsBaseButNotSmaller() throws IOException {
    Path base = TestImages.write(folder.resolve("base"), TestImages.qcow2(3 * GIB));
    assertEquals(5 * GIB, plan(disk("new").base(base).size(5 * GIB)).virtualSize());
    Inspection smaller = inspect(disk("new").base(base).size(GIB));
    assertEquals(3 * GIB, smaller.plans().getFirst().virtualSize());
    assertWarning(smaller, "QEMU_HDA_SIZE", "never shrunk");
  }

  @Test
  void aBaseOfNoKnownFormatIsRawBecauseNoGuestEverWroteIt() throws IOException {
    Path base = TestImages.writeRaw(folder.resolve("base"), 4096);
    assertEquals(new DiskChange.Overlay(base, "raw", 4096), plan(disk("new").base(base)).change());
  }

  @Test
  void anExistingImageIsUsedAsItIs() throws IOException {
    TestImages.write(folder.resolve("hda"), TestImages.qcow2(2 * GIB));
    DiskPlan plan = plan(disk("hda"));
    assertInstanceOf(DiskChange.Nothing.class, plan.change());
    assertEquals(2 * GIB, plan.virtualSize());
    assertEquals("", plan.prepared().change());
  }

  @Test
  void aLargerSizeGrowsTheImage() throws IOException {
    TestImages.write(folder.resolve("hda"), TestImages.qcow2(2 * GIB));
    assertEquals(new DiskChange.Grow(2 * GIB, 10 * GIB), plan(disk("hda").size(10 * GIB)).change());
  }

  @Test
  void aSmallerSizeOnlyWarns() throws IOException {
    TestImages.write(folder.resolve("hda"), TestImages.qcow2(2 * GIB));
    Inspection inspection = inspect(disk("hda").size(GIB));
    assertInstanceOf(DiskChange.Nothing.class, inspection.plans().getFirst().change());
    assertWarning(inspection, "QEMU_HDA_SIZE", "never shrunk: the guest sees 2 GiB");
  }

  @Test
  void aReadOnlyImageIsNotGrown() throws IOException {
    TestImages.write(folder.resolve("hda"), TestImages.qcow2(GIB));
    Inspection inspection = inspect(disk("hda").asReadOnly().size(2 * GIB));
    assertInstanceOf(DiskChange.Nothing.class, inspection.plans().getFirst().change());
    assertWarning(inspection, "QEMU_HDA_SIZE", "never resized");
  }

  @Test
  void aReadOnlyDiskThatIsMissingIsNotCreated() {
    assertError(disk("absent").asReadOnly(), "QEMU_HDA", "does not exist");
  }

  @Test
  void unknownContentIsRawOnlyIfTheUserSaysSo() throws IOException {
    TestImages.writeRaw(folder.resolve("hda"), 8192);
    assertError(disk("hda"), "QEMU_HDA", "QEMU_HDA_FORMAT=raw");
    DiskPlan plan = plan(disk("hda").format(DiskFormat.RAW));
    assertEquals(8192, plan.virtualSize());
    assertEquals(DiskFormat.RAW, plan.format());
  }

  @Test
  void aQcow2HeaderInARawDiskIsNotBelieved() throws IOException {
    TestImages.write(folder.resolve("hda"), TestImages.overlay(GIB, "/etc/passwd", "raw"));
    Inspection inspection = inspect(disk("hda").format(DiskFormat.RAW));
    assertEquals(DiskFormat.RAW, inspection.plans().getFirst().format());
    assertEquals(Optional.empty(), inspection.plans().getFirst().backing());
    assertWarning(inspection, "QEMU_HDA_FORMAT", "qcow2 header");
  }

  @Test
  void qcow2IsAskedForButRawIsThere() throws IOException {
    TestImages.writeRaw(folder.resolve("hda"), 8192);
    assertError(disk("hda").format(DiskFormat.QCOW2), "QEMU_HDA_FORMAT", "no qcow2 header");
  }

  @ParameterizedTest
  @CsvSource({
    "0, KDMV, a VMDK image, qemu-img convert -O qcow2",
    "0, COWD, a VMDK image, qemu-img convert",
    "0, '# Disk DescriptorFile', a VMDK descriptor, qemu-img convert",
    "64, '\u007f\u0010\u00da\u00be', a VDI image, qemu-img convert",
    "0, vhdxfile, a VHDX image, qemu-img convert",
    "0, conectix, a VHD image, qemu-img convert",
    "0, 'LUKS\u00ba\u00be', a LUKS container, cryptsetup",
    "0, '\u001f\u008b', gzip-compressed, gunzip",
    "0, '\u00fd7zXZ\u0000', xz-compressed, xz -dc",
    "0, '(\u00b5/\u00fd', zstd-compressed, zstd -dc",
    "0, BZh, bzip2-compressed, bzip2 -dc",
    "257, ustar, a tar archive, tar -xf"
  })
  void aForeignFormatIsNamedWithTheCommandThatHelps(
      int offset, String bytes, String name, String command) throws IOException {
    ByteBuffer image = ByteBuffer.allocate(8192);
    image.put(offset, bytes.getBytes(StandardCharsets.ISO_8859_1));
    TestImages.write(folder.resolve("hda"), image);
    assertError(disk("hda"), "QEMU_HDA", name);
    assertError(disk("hda"), "QEMU_HDA", command);
    assertError(disk("new").base(folder.resolve("hda")), "QEMU_HDA_BASE", name);
  }

  @Test
  void aCutOffQcow2IsRefused() throws IOException {
    byte[] whole = TestImages.bytes(TestImages.qcow2(GIB));
    Files.write(folder.resolve("hda"), Arrays.copyOf(whole, 60));
    assertError(disk("hda"), "QEMU_HDA", "cut off or damaged");
    Files.write(folder.resolve("hda"), Arrays.copyOf(whole, 100_000));
    assertError(disk("hda"), "QEMU_HDA", "cut off after 100000 bytes");
  }

  @ParameterizedTest
  @CsvSource({"-8, 1", "65536, -1", "9223372036854775800, 2"})
  void aQcow2WhoseTableIsNowhereIsRefused(long offset, int entries) throws IOException {
    TestImages.write(
        folder.resolve("hda"), TestImages.qcow2(GIB).putLong(40, offset).putInt(36, entries));
    assertError(disk("hda"), "QEMU_HDA", "cut off or damaged");
  }

  @ParameterizedTest
  @CsvSource({"2, marked corrupt", "4, in another file", "256, features"})
  void aQcow2ThatCannotBeRunIsRefused(long features, String message) throws IOException {
    TestImages.write(folder.resolve("hda"), TestImages.qcow2(GIB).putLong(72, features));
    assertError(disk("hda"), "QEMU_HDA", message);
  }

  @Test
  void anEncryptedQcow2IsRefused() throws IOException {
    TestImages.write(folder.resolve("hda"), TestImages.qcow2(GIB).putInt(32, 2));
    assertError(disk("hda"), "QEMU_HDA", "encrypted");
  }

  @Test
  void anOverlayNeedsItsBaseNamedByTheUser() throws IOException {
    Path base = TestImages.write(folder.resolve("base"), TestImages.qcow2(GIB));
    TestImages.write(folder.resolve("hda"), TestImages.overlay(GIB, base.toString(), "qcow2"));
    assertError(disk("hda"), "QEMU_HDA_BASE", "set it to " + base);
    assertEquals(
        Optional.of(new Device.Backing(base, false, DiskFormat.QCOW2)),
        plan(disk("hda").base(base)).backing());
  }

  @Test
  void anOverlayMayNameItsBaseByARelativePath() throws IOException {
    Path base = TestImages.write(folder.resolve("base"), TestImages.qcow2(GIB));
    TestImages.write(folder.resolve("hda"), TestImages.overlay(GIB, "base", "qcow2"));
    assertTrue(plan(disk("hda").base(base)).backing().isPresent());
  }

  @Test
  void anOverlayOfAnotherBaseIsRefused() throws IOException {
    Path base = TestImages.write(folder.resolve("base"), TestImages.qcow2(GIB));
    TestImages.write(folder.resolve("hda"), TestImages.overlay(GIB, "/images/other", "qcow2"));
    assertError(disk("hda").base(base), "QEMU_HDA_BASE", "must be /images/other");
  }

  @Test
  void anOverlayWhoseBaseChangedItsFormatIsRefused() throws IOException {
    Path base = TestImages.write(folder.resolve("base"), TestImages.qcow2(GIB));
    TestImages.write(folder.resolve("hda"), TestImages.overlay(GIB, "base", "raw"));
    assertError(disk("hda").base(base), "QEMU_HDA_BASE", "must be raw");
  }

  @Test
  void anImageThatIsNoOverlayIsRefusedWithABase() throws IOException {
    Path base = TestImages.write(folder.resolve("base"), TestImages.qcow2(GIB));
    TestImages.write(folder.resolve("hda"), TestImages.qcow2(GIB));
    assertError(disk("hda").base(base), "QEMU_HDA_BASE", "is no overlay");
    assertError(disk("raw").base(base).format(DiskFormat.RAW), "QEMU_HDA_FORMAT", "must be qcow2");
  }

  @Test
  void aBaseThatIsItselfAnOverlayIsRefused() throws IOException {
    Path base = TestImages.write(folder.resolve("b"), TestImages.overlay(GIB, "/x", "raw"));
    assertError(disk("new").base(base), "QEMU_HDA_BASE", "itself an overlay");
  }

  @Test
  void aMissingBaseIsNamed() {
    assertError(disk("new").base(folder.resolve("absent")), "QEMU_HDA_BASE", "does not exist");
  }

  @Test
  void aFolderASocketAndADanglingLinkAreNoDisks() throws IOException {
    Files.createDirectory(folder.resolve("dir"));
    Files.createSymbolicLink(folder.resolve("link"), folder.resolve("nowhere"));
    assertError(disk("dir"), "QEMU_HDA", "is a directory");
    assertError(disk("link"), "QEMU_HDA", "symbolic link to nothing");
    assertError(Disks.at(Path.of("/dev/null")), "QEMU_HDA", "neither a file nor a block device");
    assertError(disk("absent/new"), "QEMU_HDA", "folder that does not exist");
  }

  @Test
  void directIoIsTheDefaultAndFallsBackToThePageCache() {
    DiskPlan onDisk = plan(disk("new"));
    assertEquals(CacheMode.NONE, onDisk.cache());
    assertEquals(AioMode.NATIVE, onDisk.aio());
    assertEquals(
        new CachePolicy.Choice(CacheMode.WRITEBACK, AioMode.THREADS),
        CachePolicy.choose(disk("new").config(), false));
  }

  @Test
  void modesThatWereAskedForAreKept() {
    assertEquals(
        new CachePolicy.Choice(CacheMode.UNSAFE, AioMode.THREADS),
        CachePolicy.choose(disk("new").cache(CacheMode.UNSAFE).config(), true));
    assertEquals(
        new CachePolicy.Choice(CacheMode.NONE, AioMode.IO_URING),
        CachePolicy.choose(disk("new").aio(AioMode.IO_URING).config(), true));
  }

  @Test
  void modesThatCannotWorkAreRefused() {
    Findings findings = new Findings();
    CachePolicy.check(disk("new").cache(CacheMode.NONE).config(), false, findings);
    CachePolicy.check(disk("new").aio(AioMode.NATIVE).config(), false, findings);
    assertEquals(
        List.of("QEMU_HDA_CACHE", "QEMU_HDA_AIO"),
        findings.problems().errors().stream().map(problem -> problem.variable()).toList());
    assertError(
        disk("new").cache(CacheMode.WRITEBACK).aio(AioMode.NATIVE),
        "QEMU_HDA_AIO",
        "with QEMU_HDA_CACHE=writeback");
  }

  @Test
  void everyDiskIsLookedAtBeforeAnyIsTouched() throws IOException {
    TestImages.writeRaw(folder.resolve("foreign"), 4096);
    byte[] before = Files.readAllBytes(folder.resolve("foreign"));
    Inspection inspection =
        preparer.inspect(
            List.of(disk("new").config(), disk("foreign").config(), disk("absent/x").config()));
    assertEquals(2, inspection.problems().errors().size());
    StorageException refused =
        assertThrows(StorageException.class, () -> preparer.apply(inspection));
    assertEquals(StorageException.Kind.CONFIGURATION, refused.kind());
    assertTrue(Files.notExists(folder.resolve("new")));
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("foreign")));
  }

  @Test
  void withoutQemuImgTheErrorSaysWhatToInstall() {
    StorageException missing =
        assertThrows(StorageException.class, () -> preparer.prepare(List.of(disk("new").config())));
    assertEquals(StorageException.Kind.FACILITY, missing.kind());
    assertTrue(missing.problems().toString().contains("qemu-utils"), missing.problems().toString());
  }

  private Disks disk(String name) {
    return Disks.at(folder.resolve(name));
  }

  private Inspection inspect(Disks disk) {
    return preparer.inspect(List.of(disk.config()));
  }

  private DiskPlan plan(Disks disk) {
    Inspection inspection = inspect(disk);
    assertEquals(List.of(), inspection.problems().errors());
    return inspection.plans().getFirst();
  }

  private void assertError(Disks disk, String variable, String part) {
    Inspection inspection = inspect(disk);
    assertEquals(1, inspection.problems().errors().size(), inspection.problems().toString());
    String error = inspection.problems().errors().getFirst().toString();
    assertTrue(error.startsWith(variable + " ") && error.contains(part), error);
  }

  private static void assertWarning(Inspection inspection, String variable, String part) {
    assertEquals(List.of(), inspection.problems().errors());
    String warning = inspection.problems().warnings().getFirst().toString();
    assertTrue(warning.startsWith(variable + " ") && warning.contains(part), warning);
  }
}
