package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are named by URL. */
class DownloadInputTest {
  private static final String SHA = "0123456789abcdef".repeat(4);

  @TempDir private Path folder;

  private static String shown(DiskConfig disk) {
    return disk.image().orElseThrow().url().shown();
  }

  @Test
  void aDiskIsKeptUnderItsOwnNameInTheFolderOfImages() {
    VmConfig config =
        Reading.config(
            "QEMU_HDB=https://me:pw@example.org/a/debian.qcow2.xz?sig=1",
            "QEMU_HDB_SHA256=SHA256:" + SHA.toUpperCase(Locale.ROOT),
            "QEMU_IMAGE_DIR=" + folder);
    DiskConfig disk = config.disks().getFirst();
    assertEquals(folder.resolve("hdb.qcow2"), disk.path());
    assertEquals("https://example.org/a/debian.qcow2.xz", shown(disk));
    assertEquals("me:pw", disk.image().orElseThrow().url().credentials());
    assertEquals(Optional.of(new Checksum.Digest(SHA)), disk.image().orElseThrow().checksum());
    assertTrue(config.fetch().isPresent());
    assertFalse(config.toString().contains("pw@") || config.toString().contains("sig=1"));
  }

  @Test
  void aBaseIsKeptBesideItsOverlayUnderANameThatIsItsUrls() {
    String first = base("https://example.org/debian.qcow2.xz?sig=1");
    assertTrue(first.matches("debian-[0-9a-f]{10}\\.qcow2"), first);
    assertEquals(first, base("https://u:p@example.org/debian.qcow2.xz?sig=2"));
    assertNotEquals(first, base("https://example.org/next/debian.qcow2.xz"));
    assertTrue(base("https://example.org/..%2f.ssh%00").matches("[-.\\w]+"), "odd characters");
    assertTrue(base("https://example.org/").startsWith("image-"));
  }

  private String base(String url) {
    DiskConfig disk =
        Reading.config("QEMU_HDA=" + folder.resolve("a.qcow2"), "QEMU_HDA_BASE=" + url)
            .disks()
            .getFirst();
    Path base = disk.base().orElseThrow();
    assertEquals(folder, base.getParent());
    return base.getFileName().toString();
  }

  @Test
  void aCdIsFetchedToo() {
    BootConfig boot =
        Reading.config(
                "QEMU_CDROM=http://example.org/netinst.iso",
                "QEMU_CDROM_SHA256=https://example.org/SHA256SUMS",
                "QEMU_IMAGE_DIR=" + folder)
            .boot();
    assertTrue(boot.cdrom().orElseThrow().toString().endsWith(".iso"));
    assertTrue(boot.cdromImage().orElseThrow().checksum().orElseThrow() instanceof Checksum.Listed);
  }

  @Test
  void theEnvironmentTellsTheWay() {
    FetchConfig fetch =
        Reading.config(
                "QEMU_HDA=http://example.org/a",
                "QEMU_IMAGE_DIR=" + folder,
                "QEMU_IMAGE_MAX_SIZE=2Gi",
                "HTTP_PROXY=proxy:3128",
                "https_proxy=http://me:pw@secure:8443",
                "NO_PROXY=inside.test")
            .fetch()
            .orElseThrow();
    assertEquals(2L << 30, fetch.maxSize());
    ProxyRules proxies = fetch.proxies();
    ImageUrl plain = ImageUrl.of(URI.create("http://example.org/a")).orElseThrow();
    ImageUrl secure = ImageUrl.of(URI.create("https://example.org/a")).orElseThrow();
    ImageUrl inside = ImageUrl.of(URI.create("https://x.inside.test/a")).orElseThrow();
    assertEquals(3128, proxies.proxyFor(plain).orElseThrow().port());
    assertEquals("me:pw", proxies.proxyFor(secure).orElseThrow().credentials());
    assertEquals(Optional.empty(), proxies.proxyFor(inside));
  }

  @Test
  void withoutAUrlNothingOfItIsRead() {
    assertEquals(
        Optional.empty(),
        Reading.config("QEMU_HDA=" + folder.resolve("a"), "https_proxy=socks5://x").fetch());
  }
}
