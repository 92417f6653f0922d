package dev.qemupod.supervisor.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Checksum;
import dev.qemupod.supervisor.config.FetchConfig;
import dev.qemupod.supervisor.config.ImageUrl;
import dev.qemupod.supervisor.config.ProxyRules;
import dev.qemupod.supervisor.config.RemoteImage;
import dev.qemupod.supervisor.fetch.FileServer;
import dev.qemupod.supervisor.fetch.StopSwitch;
import dev.qemupod.supervisor.fetch.Timing;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Fetches images with the real qemu-img and the real unpackers. */
class ImageFetcherIT {
  private static final Timing FAST =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(1),
          Duration.ofMillis(2),
          3);

  private static final int MIB = 1 << 20;

  @TempDir Path folder;

  private final List<ImageProgress> progress = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private final ImageObserver observer =
      new ImageObserver() {
        @Override
        public void progress(ImageProgress image) {
          progress.add(image);
        }

        @Override
        public void note(String sentence) {
          notes.add(sentence);
        }
      };

  private Path disks() throws IOException {
    return Files.createDirectories(folder.resolve("disks"));
  }

  private Path target() throws IOException {
    return disks().resolve("hda.qcow2");
  }

  private static FetchConfig config(long most) {
    return new FetchConfig(most, Optional.empty(), Optional.empty(), ProxyRules.none());
  }

  private static ImageUrl url(String text) {
    return ImageUrl.of(URI.create(text)).orElseThrow();
  }

  private ImageJob job(String url, Optional<Checksum> checksum) throws IOException {
    return new ImageJob("QEMU_HDA", new RemoteImage(url(url), checksum), target(), true);
  }

  private void fetch(ImageJob job) throws Exception {
    new ImageFetcher(config(64 * MIB), FAST, "qemu-img", new StopSwitch(), observer).fetch(job);
  }

  private String refused(ImageJob job, StorageException.Kind kind) {
    StorageException failed = assertThrows(StorageException.class, () -> fetch(job));
    assertEquals(kind, failed.kind(), failed.getMessage());
    return String.valueOf(failed.getMessage());
  }

  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.list(disks())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** A raw disk with something at its beginning and its end, and zeros between. */
  private static byte[] raw() {
    byte[] disk = new byte[8 * MIB];
    byte[] some = new byte[MIB];
    new Random(3).nextBytes(some);
    System.arraycopy(some, 0, disk, 0, MIB);
    System.arraycopy(some, 0, disk, 7 * MIB - 512, MIB);
    return disk;
  }

  private byte[] converted(byte[] raw, String format) throws Exception {
    Path from = Files.write(folder.resolve("made.raw"), raw);
    Path to = folder.resolve("made." + format);
    run("qemu-img", "convert", "-f", "raw", "-O", format, from.toString(), to.toString());
    return Files.readAllBytes(to);
  }

  private byte[] packed(byte[] content, String... command) throws Exception {
    Path from = Files.write(folder.resolve("made.plain"), content);
    Path to = folder.resolve("made.packed");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(from.toFile())
            .redirectOutput(to.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertEquals(0, process.waitFor());
    return Files.readAllBytes(to);
  }

  private void assertDisk(byte[] raw) throws Exception {
    Path read = folder.resolve("read.raw");
    run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", target().toString(), read.toString());
    assertArrayEquals(raw, Files.readAllBytes(read));
    assertEquals(List.of(".hda.qcow2.lock", ".hda.qcow2.source", "hda.qcow2"), left());
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gzip", "bzip2", "xz", "zstd"})
  void aRawDiskIsUnpackedAndBecomesQcow2(String program) throws Exception {
    byte[] raw = raw();
    byte[] served = packed(raw, program, "-c");
    try (FileServer server = FileServer.start(FileServer.file(served, "\"a\""))) {
      fetch(job(server.url("/x"), Optional.of(new Checksum.Digest(sha256(served)))));
      assertDisk(raw);
      fetch(job(server.url("/x"), Optional.empty()));
      assertEquals(1, server.requests().size(), "it was fetched again");
    }
    for (ImageProgress.Step step : ImageProgress.Step.values()) {
      assertTrue(progress.stream().anyMatch(seen -> seen.step() == step), step.word());
    }
    assertTrue(notes.getLast().contains("is ready at " + target()), notes::toString);
  }

  @ParameterizedTest
  @ValueSource(strings = {"vmdk", "vdi", "vhdx", "vpc", "qcow2"})
  void theFormatsOfOthersBecomeQcow2(String format) throws Exception {
    byte[] raw = raw();
    byte[] served = converted(raw, format);
    try (FileServer server = FileServer.start(FileServer.file(served, "\"a\""))) {
      fetch(job(server.url("/x"), Optional.empty()));
      Path read = folder.resolve("read.raw");
      run("qemu-img", "convert", "-f", "qcow2", "-O", "raw", target().toString(), read.toString());
      // A VHD has whole cylinders, which may be more than the disk.
      byte[] got = Files.readAllBytes(read);
      assertArrayEquals(raw, Arrays.copyOf(got, raw.length));
      if (format.equals("qcow2")) {
        assertArrayEquals(served, Files.readAllBytes(target()));
      }
    }
  }

  @Test
  void whatHashesToSomethingElseIsDeleted() throws Exception {
    try (FileServer server = FileServer.start(FileServer.file(raw(), "\"a\""))) {
      Optional<Checksum> wrong = Optional.of(new Checksum.Digest("0".repeat(64)));
      String message = refused(job(server.url("/x"), wrong), StorageException.Kind.CONFIGURATION);
      assertTrue(message.contains("QEMU_HDA_SHA256") && message.contains(sha256(raw())), message);
      assertEquals(List.of(".hda.qcow2.lock"), left());
    }
  }

  @Test
  void theHashMayComeFromAList() throws Exception {
    byte[] raw = raw();
    MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
    String list = HexFormat.of().formatHex(sha512.digest(raw)) + " *disk.img\n";
    try (FileServer sums =
            FileServer.start(FileServer.plain(list.getBytes(StandardCharsets.UTF_8)));
        FileServer server = FileServer.start(FileServer.file(raw, "\"a\""))) {
      Optional<Checksum> listed = Optional.of(new Checksum.Listed(url(sums.url("/SHA512SUMS"))));
      String message =
          refused(job(server.url("/other"), listed), StorageException.Kind.CONFIGURATION);
      assertTrue(message.contains("SHA512SUMS") && message.contains("other"), message);
      fetch(job(server.url("/disk.img"), listed));
      assertDisk(raw);
    }
  }

  @Test
  void anImageThatNamesAnotherFileIsRefused() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), "the token".repeat(1000));
    Path overlay = folder.resolve("overlay");
    run(
        "qemu-img",
        "create",
        "-f",
        "qcow2",
        "-b",
        secret.toString(),
        "-F",
        "raw",
        overlay.toString());
    Path external = folder.resolve("external");
    run(
        "qemu-img",
        "create",
        "-f",
        "qcow2",
        "-o",
        "data_file=" + folder.resolve("data"),
        external.toString(),
        "1M");
    Path descriptor = folder.resolve("flat.vmdk");
    run(
        "qemu-img",
        "create",
        "-f",
        "vmdk",
        "-o",
        "subformat=monolithicFlat",
        descriptor.toString(),
        "1M");
    byte[] hidden = new byte[65536];
    System.arraycopy(new byte[] {'K', 'D', 'M', 'V', 1}, 0, hidden, 0, 5);
    byte[] text =
        ("# Disk DescriptorFile\nRW 8 FLAT \"" + secret + "\" 0\n")
            .getBytes(StandardCharsets.UTF_8);
    hidden[28] = 1;
    System.arraycopy(text, 0, hidden, 512, text.length);
    Path vmdk = Files.write(folder.resolve("hidden.vmdk"), hidden);
    byte[] child = converted(raw(), "vmdk");
    byte[] hint = "parentFileNameHint=\"/etc/passwd\"\n".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(hint, 0, child, 1024, hint.length);
    Path parent = Files.write(folder.resolve("child.vmdk"), child);
    for (Path image : List.of(overlay, external, descriptor, vmdk, parent)) {
      try (FileServer server =
          FileServer.start(FileServer.file(Files.readAllBytes(image), "\"a\""))) {
        refused(job(server.url("/x"), Optional.empty()), StorageException.Kind.CONFIGURATION);
        assertFalse(Files.exists(target()), image::toString);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"<!DOCTYPE html><html>sorry</html>", "\u0000", "QFI\u00fb garbage", ""})
  void whatIsNoImageIsRefused(String text) throws Exception {
    byte[] served = text.equals("\u0000") ? tar() : text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] raw = raw();
    try (FileServer server =
        FileServer.start(FileServer.file(served, "\"a\""), FileServer.file(raw, "\"b\""))) {
      ImageJob job = job(server.url("/x"), Optional.empty());
      refused(job, StorageException.Kind.CONFIGURATION);
      assertEquals(List.of(".hda.qcow2.lock"), left());
      fetch(job);
      assertDisk(raw);
    }
  }

  private static byte[] tar() {
    byte[] tar = new byte[1024];
    byte[] magic = "ustar".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(magic, 0, tar, 257, magic.length);
    return tar;
  }

  @Test
  void aPackedFileThatIsCutOffIsRefused() throws Exception {
    byte[] served = packed(raw(), "xz", "-c");
    byte[] cut = Arrays.copyOf(served, served.length / 2);
    try (FileServer server = FileServer.start(FileServer.file(cut, "\"a\""))) {
      String message =
          refused(job(server.url("/x"), Optional.empty()), StorageException.Kind.CONFIGURATION);
      assertTrue(message.contains("damaged"), message);
    }
  }

  @Test
  void aBombIsStoppedAtTheLimit() throws Exception {
    byte[] served = packed(new byte[100 * MIB], "gzip", "-c");
    try (FileServer server = FileServer.start(FileServer.file(served, "\"a\""))) {
      String message =
          refused(job(server.url("/x"), Optional.empty()), StorageException.Kind.CONFIGURATION);
      assertTrue(message.contains("QEMU_IMAGE_MAX_SIZE"), message);
    }
  }

  @Test
  void leftoversOfAKilledRunAreNoTrouble() throws Exception {
    byte[] raw = raw();
    for (String suffix : new String[] {"unpacked", "converted", "source-new", "download"}) {
      Files.writeString(disks().resolve(".hda.qcow2." + suffix), "half of it");
    }
    Files.writeString(disks().resolve(".hda.qcow2.source"), "url=old");
    byte[] served = packed(raw, "gzip", "-c");
    try (FileServer server = FileServer.start(FileServer.file(served, "\"a\""))) {
      fetch(job(server.url("/x"), Optional.empty()));
      assertDisk(raw);
    }
  }

  @Test
  void anImageThatIsThereIsNeverReplaced() throws Exception {
    Files.writeString(target(), "precious");
    try (FileServer server = FileServer.start(FileServer.file(raw(), "\"a\""))) {
      fetch(job(server.url("/x"), Optional.empty()));
      assertEquals("precious", Files.readString(target()));
      assertEquals(List.of(), server.requests());
    }
  }

  @Test
  void aPrivateAuthorityIsBelievedOnlyIfItIsNamed() throws Exception {
    Path store = folder.resolve("store.p12");
    Path certificate = folder.resolve("ca.pem");
    String keytool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    run(
        keytool,
        "-genkeypair",
        "-alias",
        "a",
        "-keyalg",
        "EC",
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit");
    run(
        keytool,
        "-exportcert",
        "-rfc",
        "-alias",
        "a",
        "-keystore",
        store.toString(),
        "-storepass",
        "changeit",
        "-file",
        certificate.toString());
    byte[] raw = raw();
    try (FileServer server =
        FileServer.startTls(
            context(store).getServerSocketFactory(), FileServer.file(raw, "\"a\""))) {
      ImageJob job = job(server.url("/x"), Optional.empty());
      String message = refused(job, StorageException.Kind.CONFIGURATION);
      assertTrue(message.contains("QEMU_CA_FILE"), message);
      for (boolean replaced : new boolean[] {true, false}) {
        Files.deleteIfExists(target());
        Optional<Path> named = Optional.of(certificate);
        FetchConfig trusting =
            new FetchConfig(
                64 * MIB,
                replaced ? named : Optional.empty(),
                replaced ? Optional.empty() : named,
                ProxyRules.none());
        new ImageFetcher(trusting, FAST, "qemu-img", new StopSwitch(), observer).fetch(job);
        assertDisk(raw);
      }
      try (FileServer plain = FileServer.start(FileServer.file(raw, "\"a\""));
          FileServer leaving =
              FileServer.startTls(
                  context(store).getServerSocketFactory(),
                  FileServer.status("302 Found", "Location: " + plain.url("/x?sig=1")))) {
        Files.delete(target());
        FetchConfig trusting =
            new FetchConfig(
                64 * MIB, Optional.empty(), Optional.of(certificate), ProxyRules.none());
        ImageJob left = job(leaving.url("/x"), Optional.empty());
        StorageException failed =
            assertThrows(
                StorageException.class,
                () ->
                    new ImageFetcher(trusting, FAST, "qemu-img", new StopSwitch(), observer)
                        .fetch(left));
        assertTrue(
            String.valueOf(failed.getMessage()).contains("from https to http"), failed::getMessage);
        assertFalse(String.valueOf(failed.getMessage()).contains("sig"), failed::getMessage);
      }
    }
  }

  private static SSLContext context(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    return context;
  }

  private static void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), output);
  }
}
