package dev.qemupod.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the image is made of, and what it tells about that. */
class ContentsIT {
  private static final Path BUILT = Podman.REPOSITORY.resolve("supervisor/target");
  private static final Path PROGRAM = Path.of("opt/qemu-pod");

  /** Of everything that is in the image beside its base and qemu. */
  private static final long LARGEST_BYTES = 180_000_000;

  private static Path mount = Path.of("");

  @BeforeAll
  static void mountTheImage() throws Exception {
    mount = Path.of(Podman.run("image", "mount", Podman.IMAGE).orFail().out().strip());
  }

  @AfterAll
  static void unmountTheImage() throws Exception {
    Podman.run("image", "unmount", Podman.IMAGE).orFail();
  }

  @Test
  void theBillNamesEveryLibraryWithItsVersionAndLicence() throws Exception {
    Set<String> named = new TreeSet<>();
    for (JsonNode library : bill("libraries").path("components")) {
      String classifier =
          library.path("purl").asText().contains("classifier=native") ? "-native" : "";
      named.add(
          library.path("name").asText()
              + "-"
              + library.path("version").asText()
              + classifier
              + ".jar");
      assertFalse(library.path("licenses").isEmpty(), () -> "no licence: " + library);
    }
    try (Stream<Path> libraries = Files.list(BUILT.resolve("lib"))) {
      Set<String> used = new TreeSet<>();
      libraries.forEach(library -> used.add(library.getFileName().toString()));
      assertEquals(used, named);
    }
  }

  @Test
  void theBillNamesTheJavaRuntime() throws Exception {
    JsonNode runtime = bill("runtime").path("components").path(0);
    String release = Files.readString(mount.resolve(PROGRAM).resolve("runtime/release"));
    String version = runtime.path("version").asText();
    assertTrue(
        release.lines().anyMatch(line -> version.startsWith(value(line, "JAVA_VERSION"))),
        () -> runtime + "\nis not\n" + release);
    assertTrue(runtime.path("properties").toString().contains("jdk.httpserver"), runtime::toString);
  }

  /** Built in another folder, by another user and with another build of the JDK. */
  @Test
  void theProgramHasTheSameBytesAsTheOneBuiltOutsideOfTheImage() throws Exception {
    assertEquals(
        sha256(BUILT.resolve("dist/lib/qemu-pod.jar")),
        sha256(mount.resolve(PROGRAM).resolve("lib/qemu-pod.jar")));
  }

  @Test
  void itIsNoLargerThanPromised() throws Exception {
    long bytes;
    try (Stream<Path> files = Files.walk(mount.resolve(PROGRAM))) {
      bytes = files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
    assertTrue(bytes <= LARGEST_BYTES, bytes + " bytes");
  }

  private static JsonNode bill(String name) throws Exception {
    Path file = mount.resolve(PROGRAM).resolve("sbom").resolve(name + ".cdx.json");
    JsonNode bill = new ObjectMapper().readTree(file.toFile());
    assertEquals("CycloneDX", bill.path("bomFormat").asText());
    return bill;
  }

  private static String value(String line, String name) {
    return line.startsWith(name + "=")
        ? line.substring(name.length() + 1).replace("\"", "")
        : "(none)";
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
