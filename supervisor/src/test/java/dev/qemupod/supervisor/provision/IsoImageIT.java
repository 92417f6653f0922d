package dev.qemupod.supervisor.provision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Has programs of others read the image. */
final class IsoImageIT {
  private static final List<String> NAMES =
      List.of("meta-data", "network-config", "user-data", "vendor-data");

  @TempDir private Path folder;
  private final byte[] large = new byte[1 << 20];
  private final byte[] small = "{\"instance-id\":\"a\"}\n".getBytes(StandardCharsets.UTF_8);
  private Path image;

  @BeforeEach
  void write() throws IOException {
    new Random(7).nextBytes(large);
    image =
        Files.write(
            folder.resolve("seed.iso"),
            IsoImage.of(
                "cidata",
                List.of(
                    new IsoFile("user-data", large),
                    new IsoFile("meta-data", small),
                    new IsoFile("vendor-data", new byte[0]),
                    new IsoFile("network-config", small))));
  }

  @Test
  void blkidFindsTheLabelThatCloudInitLooksFor() throws Exception {
    String found = run("blkid", "-p", "-o", "export", image.toString());
    assertTrue(found.contains("\nLABEL=cidata\n"), found);
    assertTrue(found.contains("\nTYPE=iso9660\n"), found);
  }

  @Test
  void isoinfoReadsItByRockRidgeAndByJoliet() throws Exception {
    for (String form : List.of("-R", "-J")) {
      List<String> found = run("isoinfo", form, "-f", "-i", image.toString()).lines().toList();
      assertEquals(NAMES.stream().map(name -> "/" + name).toList(), found);
      assertArrayEquals(large, extract(form, "/user-data"));
      assertArrayEquals(small, extract(form, "/meta-data"));
    }
    String listing = run("isoinfo", "-R", "-l", "-i", image.toString());
    assertEquals(4, listing.lines().filter(line -> line.startsWith("-r--------")).count(), listing);
  }

  @Test
  void xorrisoReadsEveryFileWithoutComplaint() throws Exception {
    Path target = folder.resolve("files");
    run(
        "xorriso",
        "-abort_on",
        "WARNING",
        "-osirrox",
        "on",
        "-indev",
        image.toString(),
        "-extract",
        "/",
        target.toString());
    assertArrayEquals(large, Files.readAllBytes(target.resolve("user-data")));
    assertArrayEquals(small, Files.readAllBytes(target.resolve("network-config")));
    assertEquals(0, Files.size(target.resolve("vendor-data")));
  }

  private byte[] extract(String form, String name) throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder("isoinfo", form, "-x", name, "-i", image.toString())
            .redirectOutput(out.toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    return Files.readAllBytes(out);
  }

  private String run(String... command) throws Exception {
    Path out = folder.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile()).start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    String said = Files.readString(out);
    assertEquals(0, process.exitValue(), said);
    return said;
  }
}
