package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in the places of qemus/qemu becomes the disks and the medium that it would use. */
class QemusStorageTest {
  private static final String ISO = "https://example.org/a/Some%20Live.iso?x=1";
  private static final String IMAGE = "https://example.org/a/cloud.qcow2.xz";

  @TempDir private Path root;

  @Test
  void aDiskWithDataIsBootedAndGrownAsBefore() throws IOException {
    file("storage/data.img");
    assertEquals(
        List.of("QEMU_HDA={root}/storage/data.img", "QEMU_HDA_FORMAT=raw", "QEMU_HDA_SIZE=64Gi"),
        disks("BOOT=ubuntu"));
  }

  @Test
  void aQcow2DiskGoesBeforeARawOne() throws IOException {
    file("storage/data.img");
    file("storage/data.qcow2");
    assertEquals(
        List.of(
            "QEMU_HDA={root}/storage/data.qcow2", "QEMU_HDA_FORMAT=qcow2", "QEMU_HDA_SIZE=64Gi"),
        disks());
    assertEquals("QEMU_HDA={root}/storage/data.img", disks("DISK_FMT=raw").getFirst());
  }

  @Test
  void newerVersionsKeepAllInAFolderWithTheNameOfTheImage() throws IOException {
    file("storage/alpine/boot.iso");
    file("storage/alpine/data.img");
    assertEquals(
        List.of(
            "QEMU_CDROM={root}/storage/alpine/boot.iso",
            "QEMU_HDA={root}/storage/alpine/data.img",
            "QEMU_HDA_FORMAT=raw",
            "QEMU_HDA_SIZE=64Gi"),
        disks("BOOT=Alpine"));
  }

  @Test
  void theFolderOfAnAddressIsTheNameOfTheImageWithoutItsEnding() throws IOException {
    file("storage/Some_20Live/data.qcow2");
    file("storage/cloud/boot.qcow2");
    assertEquals("QEMU_HDA={root}/storage/Some_20Live/data.qcow2", disks("BOOT=" + ISO).getFirst());
    assertEquals(
        List.of(
            "QEMU_HDA={root}/storage/cloud/data.img",
            "QEMU_HDA_FORMAT=raw",
            "QEMU_HDA_SIZE=64Gi",
            "QEMU_HDB={root}/storage/cloud/boot.qcow2",
            "QEMU_HDB_FORMAT=qcow2"),
        disks("BOOT=" + IMAGE));
  }

  @Test
  void anIsoBesideAnEmptyStorageIsTheCdromOfANewDisk() throws IOException {
    Files.createDirectory(root.resolve("storage"));
    file("boot.iso");
    assertEquals(
        List.of(
            "QEMU_CDROM={root}/boot.iso",
            "QEMU_HDA={root}/storage/data.img",
            "QEMU_HDA_FORMAT=raw",
            "QEMU_HDA_SIZE=20Gi"),
        disks("DISK_SIZE=20G"));
    assertEquals("QEMU_BOOT=order=dc", disks("BOOT_INDEX=1").getFirst());
  }

  @Test
  void aMountedImageIsASecondDiskUnlessItHasToBeFirst() throws IOException {
    Files.createDirectory(root.resolve("storage"));
    file("boot.qcow2");
    assertEquals("QEMU_HDB={root}/boot.qcow2", disks().get(3));
    assertEquals("QEMU_HDA={root}/boot.qcow2", disks("BOOT_INDEX=2").getFirst());
    assertEquals(
        List.of("QEMU_HDA={root}/boot.qcow2", "QEMU_HDA_FORMAT=qcow2"), disks("DISK_TYPE=none"));
  }

  @Test
  void anAddressOfAnIsoIsTheCdromAndOfADiskTheBase() throws IOException {
    Files.createDirectory(root.resolve("storage"));
    assertEquals("QEMU_CDROM=" + ISO, disks("BOOT=" + ISO).getFirst());
    assertEquals(
        root.resolve("storage").toString(),
        translate("BOOT=" + ISO).environment().get("QEMU_IMAGE_DIR"));
    assertEquals(
        List.of("QEMU_HDA={root}/storage/overlay.qcow2", "QEMU_HDA_BASE=" + IMAGE),
        disks("BOOT=" + IMAGE));
    assertEquals("QEMU_HDA_SIZE=20Gi", disks("BOOT=" + IMAGE, "DISK_SIZE=20G").getLast());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/disk.vmdk",
        "https://example.org/disk.7z",
        "https://example.org",
        "ftp://example.org/disk.img",
        "/disk.img",
        "debian"
      })
  void whatCanNotBeFetchedIsRefused(String boot) throws IOException {
    Files.createDirectory(root.resolve("storage"));
    List<Problem> errors = translate("BOOT=" + boot).problems().errors();
    assertEquals(1, errors.size());
    assertEquals("BOOT", errors.getFirst().variable());
    Told.assertSentence(errors.getFirst());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b", "/", "a\u0000"})
  void aNameThatIsNoFilesIsRefused(String name) throws IOException {
    file("storage/data.img");
    assertEquals(
        List.of(
            "DISK_NAME must be the name of a file, but was "
                + Quoted.of(name)
                + "; use plain ASCII letters, and no slash"),
        translate("DISK_NAME=" + name).problems().errors().stream()
            .map(Problem::toString)
            .toList());
  }

  @Test
  void furtherStoragesAreFurtherDisks() throws IOException {
    file("storage/data.img");
    file("storage2/data2.qcow2");
    Files.createDirectory(root.resolve("storage4"));
    assertEquals(
        List.of(
            "QEMU_HDB={root}/storage2/data2.qcow2",
            "QEMU_HDB_AIO=threads",
            "QEMU_HDB_FORMAT=qcow2",
            "QEMU_HDB_SIZE=64Gi",
            "QEMU_HDC={root}/storage4/data4.img",
            "QEMU_HDC_AIO=threads",
            "QEMU_HDC_FORMAT=raw",
            "QEMU_HDC_SIZE=1Gi"),
        disks("DISK4_SIZE=1G", "DISK_IO=threads").subList(4, 12));
  }

  @Test
  void oneOfThisProgramsNamesKeepsItsPlace() throws IOException {
    file("storage/data.img");
    assertEquals(
        "QEMU_HDC=/dev/x",
        disks("QEMU_HDB=/own.qcow2", "DEVICE2=/dev/x").stream()
            .filter(line -> line.contains("/dev/x"))
            .findFirst()
            .orElseThrow());
  }

  private void file(String name) throws IOException {
    Path path = root.resolve(name);
    Files.createDirectories(path.getParent());
    Files.writeString(path, "data");
  }

  private Translation translate(String... pairs) {
    return QemusNames.translate(Reading.environment(pairs), root);
  }

  /** What the guest boots and its disks, sorted. */
  private List<String> disks(String... pairs) {
    Translation translation = translate(pairs);
    assertEquals(List.of(), translation.problems().errors());
    List<String> lines = new ArrayList<>();
    for (Map.Entry<String, String> each : new TreeMap<>(translation.environment()).entrySet()) {
      if (each.getKey().startsWith("QEMU_HD")
          || each.getKey().equals("QEMU_CDROM")
          || each.getKey().equals("QEMU_BOOT")) {
        lines.add(each.toString().replace(root.toString(), "{root}"));
      }
    }
    return lines;
  }
}
