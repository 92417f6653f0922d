package dev.qemupod.supervisor.fetch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.qemupod.supervisor.config.Checksum;
import dev.qemupod.supervisor.config.FetchConfig;
import dev.qemupod.supervisor.config.ImageUrl;
import dev.qemupod.supervisor.config.NoProxy;
import dev.qemupod.supervisor.config.ProxyRules;
import dev.qemupod.supervisor.fetch.FetchException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Downloads from servers that misbehave. */
class DownloaderTest {
  private static final Timing FAST =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(10),
          Duration.ofMillis(1),
          Duration.ofMillis(4),
          4);

  private static final long MOST = 64 << 20;

  @TempDir Path folder;

  private final StopSwitch stop = new StopSwitch();
  private final Seen seen = new Seen();
  private final byte[] content = content(3 << 20, 1);

  private static byte[] content(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** What an observer was told. */
  private static final class Seen implements DownloadObserver {
    final List<String> troubles = new ArrayList<>();
    final List<Duration> pauses = new ArrayList<>();
    long received;

    @Override
    public void progress(long have, OptionalLong total, long more) {
      received += more;
    }

    @Override
    public void retry(String trouble, Duration pause) {
      troubles.add(trouble);
      pauses.add(pause);
    }
  }

  private Path part() {
    return folder.resolve("part");
  }

  private static ImageUrl url(String text) {
    return ImageUrl.of(URI.create(text)).orElseThrow();
  }

  private static FetchConfig config(ProxyRules proxies) {
    return new FetchConfig(MOST, Optional.empty(), Optional.empty(), proxies);
  }

  private Downloader downloader(Timing timing) throws FetchException {
    return new Downloader(config(ProxyRules.none()), timing, stop, seen);
  }

  private void download(FileServer server) throws Exception {
    download(server.url("/image.qcow2"));
  }

  private void download(String url) throws Exception {
    downloader(FAST).download(url(url), part(), MOST, false);
  }

  private FetchException refused(FileServer server) {
    return assertThrows(FetchException.class, () -> download(server));
  }

  private void assertWhole() throws IOException {
    assertArrayEquals(content, Files.readAllBytes(part()));
  }

  @Test
  void aFileIsDownloadedOnce() throws Exception {
    try (FileServer server = FileServer.start(FileServer.file(content, "\"a\""))) {
      download(server);
      assertWhole();
      download(server);
      assertEquals(1, server.requests().size(), "what is whole was asked for again");
      assertEquals(content.length, seen.received);
    }
  }

  @Test
  void aConnectionThatBreaksIsResumedWhereItBroke() throws Exception {
    try (FileServer server =
        FileServer.start(
            FileServer.partOf(content, "\"a\"", 2 << 20), FileServer.file(content, "\"a\""))) {
      download(server);
      assertWhole();
      assertEquals(2 << 20, server.requests().get(1).rangeStart());
      assertEquals(content.length, seen.received);
    }
  }

  @Test
  void anotherRunResumesWhatWasLeft() throws Exception {
    try (FileServer server =
        FileServer.start(FileServer.partOf(content, "\"a\"", 1 << 20), FileServer.status("410"))) {
      refused(server);
    }
    Path state = part().resolveSibling("part.state");
    String before = Files.readString(state);
    try (FileServer server = FileServer.start(FileServer.file(content, "\"a\""))) {
      // The server has another port now, which would be another source.
      Files.writeString(state, before.replaceFirst("localhost:\\d+", "localhost:" + server.port()));
      download(server);
      assertWhole();
      assertEquals(1 << 20, server.requests().getFirst().rangeStart());
    }
  }

  @Test
  void aFileThatHasChangedMeanwhileBeginsAnew() throws Exception {
    byte[] old = content(2 << 20, 2);
    try (FileServer server =
        FileServer.start(
            FileServer.partOf(old, "\"old\"", 1 << 20), FileServer.file(content, "\"new\""))) {
      download(server);
      assertWhole();
      assertEquals("\"old\"", server.requests().get(1).header("if-range"));
    }
  }

  @Test
  void aServerThatSendsAnotherPartThanAskedIsNotBelieved() throws Exception {
    FileServer.Behaviour elsewhere =
        (request, out) -> {
          FileServer.head(
              out,
              "206 Partial Content",
              "Content-Length: 10",
              "Content-Range: bytes 5-14/" + content.length,
              "ETag: \"a\"");
          out.write(new byte[10]);
        };
    try (FileServer server =
        FileServer.start(
            FileServer.partOf(content, "\"a\"", 1 << 20),
            elsewhere,
            FileServer.file(content, "\"a\""))) {
      download(server);
      assertWhole();
    }
  }

  @Test
  void aServerWithoutRangesIsAskedForAllOfItAgain() throws Exception {
    try (FileServer server =
        FileServer.start(
            (request, out) -> {
              FileServer.head(out, "200 OK", "Content-Length: " + content.length);
              out.write(content, 0, 1 << 20);
            },
            FileServer.plain(content))) {
      download(server);
      assertWhole();
      assertEquals("", server.requests().get(1).header("range"));
    }
  }

  @Test
  void aServerThatAlwaysBreaksOffIsGivenUp() throws Exception {
    try (FileServer server = FileServer.start(FileServer.partOf(content, "\"a\"", 100))) {
      FetchException failed = refused(server);
      assertEquals(Kind.UNAVAILABLE, failed.kind());
      assertTrue(failed.message().contains("4 tries"), failed.message());
      assertTrue(Files.exists(part()), "what came is lost");
    }
  }

  @Test
  void moreBytesThanAnnouncedAreNotTaken() throws Exception {
    try (FileServer server =
        FileServer.start(
            (request, out) -> {
              FileServer.head(out, "200 OK", "Content-Length: " + content.length);
              out.write(Arrays.copyOf(content, content.length + 100));
            })) {
      download(server);
      assertWhole();
    }
  }

  @Test
  void aServerThatIsBusyIsAskedLater() throws Exception {
    try (FileServer server =
        FileServer.start(
            FileServer.status("503 Busy"),
            FileServer.status("429 Slower", "Retry-After: 1"),
            FileServer.file(content, "\"a\""))) {
      download(server);
      assertWhole();
      assertEquals(2, seen.troubles.size());
      assertEquals(Duration.ofSeconds(1), seen.pauses.get(1));
    }
  }

  @Test
  void whatIsNotThereIsNotAskedForAgain() throws Exception {
    for (String status : new String[] {"404 Not Found", "403 Forbidden", "401 Who", "400 Bad"}) {
      try (FileServer server = FileServer.start(FileServer.status(status))) {
        FetchException failed = refused(server);
        assertEquals(Kind.CONFIGURATION, failed.kind());
        assertTrue(failed.message().contains(status.substring(0, 3)), failed.message());
        assertEquals(1, server.requests().size());
      }
    }
  }

  @Test
  void whatIsTooLargeIsRefusedBeforeItIsFetched() throws Exception {
    try (FileServer server =
        FileServer.start(
            (request, out) -> FileServer.head(out, "200 OK", "Content-Length: " + (MOST + 1)))) {
      FetchException failed = refused(server);
      assertEquals(Kind.CONFIGURATION, failed.kind());
      assertTrue(failed.message().contains("QEMU_IMAGE_MAX_SIZE"), failed.message());
    }
  }

  @Test
  void aBodyWithoutAnEndIsCutAtTheLimit() throws Exception {
    try (FileServer server =
        FileServer.start(
            (request, out) -> {
              FileServer.head(out, "200 OK", "Transfer-Encoding: chunked");
              byte[] chunk = "10000\r\n".getBytes(StandardCharsets.US_ASCII);
              while (true) {
                out.write(chunk);
                out.write(content, 0, 1 << 16);
                out.write('\r');
                out.write('\n');
              }
            })) {
      FetchException failed =
          assertThrows(
              FetchException.class,
              () -> downloader(FAST).download(url(server.url("/x")), part(), 5 << 20, false));
      assertEquals(Kind.CONFIGURATION, failed.kind());
      assertTrue(Files.size(part()) <= 5 << 20);
    }
  }

  @Test
  void aLengthThatFillsTheVolumeIsRefused() throws Exception {
    try (FileServer server =
        FileServer.start(
            (request, out) ->
                FileServer.head(out, "200 OK", "Content-Length: " + (Long.MAX_VALUE >> 8)))) {
      FetchException failed =
          assertThrows(
              FetchException.class,
              () ->
                  downloader(FAST).download(url(server.url("/x")), part(), Long.MAX_VALUE, false));
      assertEquals(Kind.UNAVAILABLE, failed.kind());
      assertTrue(failed.message().contains("has only"), failed.message());
    }
  }

  @Test
  void aBodyWithoutLengthNeedsAChecksum() throws Exception {
    try (FileServer server =
        FileServer.start(
            (request, out) -> {
              FileServer.head(out, "200 OK");
              out.write(content);
            })) {
      FetchException failed = refused(server);
      assertTrue(failed.message().contains("_SHA256"), failed.message());
      downloader(FAST).download(url(server.url("/x")), part(), MOST, true);
      assertWhole();
    }
  }

  @Test
  void aServerThatStallsIsLeft() throws Exception {
    CountDownLatch tested = new CountDownLatch(1);
    try (FileServer server =
        FileServer.start(
            (request, out) -> {
              FileServer.head(out, "200 OK", "ETag: \"a\"", "Content-Length: " + content.length);
              out.write(content, 0, 2 << 20);
              out.flush();
              awaitQuietly(tested);
            },
            FileServer.file(content, "\"a\""))) {
      Timing impatient =
          new Timing(
              FAST.connect(), Duration.ofMillis(300), FAST.firstPause(), FAST.longestPause(), 4);
      downloader(impatient).download(url(server.url("/x")), part(), MOST, false);
      assertWhole();
      assertTrue(seen.troubles.getFirst().contains("nothing came"), seen.troubles::toString);
    } finally {
      tested.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aStopCutsOffADownloadThatWaits() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch tested = new CountDownLatch(1);
    try (FileServer server =
        FileServer.start(
            (request, out) -> {
              FileServer.head(out, "200 OK", "ETag: \"a\"", "Content-Length: " + content.length);
              out.write(content, 0, 1 << 20);
              out.flush();
              begun.countDown();
              awaitQuietly(tested);
            })) {
      AtomicReference<Throwable> end = new AtomicReference<>();
      Thread worker =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      download(server);
                    } catch (Exception stopped) {
                      end.set(stopped);
                    }
                  });
      begun.await();
      stop.ask();
      worker.join(5000);
      assertFalse(worker.isAlive(), "it goes on");
      assertTrue(end.get() instanceof StopSwitch.StoppedException, () -> "" + end.get());
    } finally {
      tested.countDown();
    }
  }

  @Test
  void aStopEndsAPause() throws Exception {
    try (FileServer server = FileServer.start(FileServer.status("503 Busy", "Retry-After: 300"))) {
      DownloadObserver asking =
          new DownloadObserver() {
            @Override
            public void progress(long have, OptionalLong total, long more) {}

            @Override
            public void retry(String trouble, Duration pause) {
              stop.ask();
            }
          };
      Downloader downloader = new Downloader(config(ProxyRules.none()), FAST, stop, asking);
      assertThrows(
          StopSwitch.StoppedException.class,
          () -> downloader.download(url(server.url("/x")), part(), MOST, false));
    }
  }

  @Test
  void credentialsGoToTheirHostAndNotToWhereItRedirects() throws Exception {
    String basic =
        "Basic " + Base64.getEncoder().encodeToString("me:s3cret".getBytes(StandardCharsets.UTF_8));
    try (FileServer target = FileServer.start(FileServer.file(content, "\"a\""));
        FileServer server =
            FileServer.start(
                FileServer.status("302 Found", "Location: /there?sig=1"),
                FileServer.status("307 Found", "Location: " + target.url("/image")))) {
      download(server.url("/image").replace("://", "://me:s3cret@"));
      assertWhole();
      assertEquals(basic, server.requests().get(0).header("authorization"));
      assertEquals("/there?sig=1", server.requests().get(1).target());
      assertEquals(basic, server.requests().get(1).header("authorization"));
      assertEquals("", target.requests().getFirst().header("authorization"));
    }
  }

  @Test
  void redirectsThatNeverEndAreRefused() throws Exception {
    try (FileServer server = FileServer.start(FileServer.status("302 Found", "Location: /again"))) {
      assertEquals(Kind.CONFIGURATION, refused(server).kind());
      assertEquals(11, server.requests().size());
    }
  }

  @Test
  void aRedirectToAnotherSchemeIsRefused() throws Exception {
    for (String location : new String[] {"file:///etc/passwd", "ftp://h/x", "", "http://[", "::"}) {
      try (FileServer server =
          FileServer.start(FileServer.status("302 Found", "Location: " + location))) {
        assertTrue(refused(server).message().contains("redirected"), location);
      }
    }
  }

  @Test
  void secretsOfTheUrlAreInNoMessage() throws Exception {
    for (String status : new String[] {"404 Not", "500 Oops", "302 Found", "200 OK"}) {
      try (FileServer server =
          FileServer.start(FileServer.status(status, "Location: ftp://u:s3cret@h/?sig=s3cret"))) {
        String url = server.url("/image?sig=s3cret").replace("://", "://me:s3cret@");
        try {
          download(url);
        } catch (FetchException failed) {
          assertFalse(failed.message().contains("s3cret"), failed.message());
        }
        assertFalse(seen.troubles.toString().contains("s3cret"), seen.troubles::toString);
        assertFalse(Files.readString(state()).contains("s3cret"));
      }
    }
  }

  private Path state() throws IOException {
    Path state = part().resolveSibling("part.state");
    if (!Files.exists(state)) {
      Files.writeString(state, "");
    }
    return state;
  }

  @Test
  void aProxyIsAskedWithItsPasswordUnlessTheHostIsExcepted() throws Exception {
    try (FileServer proxy = FileServer.start(FileServer.file(content, "\"a\""))) {
      ProxyRules rules =
          new ProxyRules(
              Optional.of(url(proxy.url("/").replace("://", "://p:w@"))),
              Optional.empty(),
              NoProxy.parse("direct.test"));
      new Downloader(config(rules), FAST, stop, seen)
          .download(url("http://image.test/disk?a=b"), part(), MOST, false);
      assertWhole();
      FileServer.Request request = proxy.requests().getFirst();
      assertEquals("http://image.test/disk?a=b", request.target());
      assertEquals(
          "Basic " + Base64.getEncoder().encodeToString("p:w".getBytes(StandardCharsets.UTF_8)),
          request.header("proxy-authorization"));
      assertTrue(rules.proxyFor(url("http://direct.test/x")).isEmpty());
    }
  }

  @Test
  void theProxyOfHttpsIsAskedToConnectAndToldItsPassword() throws Exception {
    try (FileServer proxy =
        FileServer.start(
            FileServer.status("407 Who", "Proxy-Authenticate: Basic realm=\"p\""),
            FileServer.status("502 No"))) {
      ProxyRules rules =
          new ProxyRules(
              Optional.empty(),
              Optional.of(url(proxy.url("/").replace("://", "://p:w@"))),
              NoProxy.parse(""));
      assertThrows(
          FetchException.class,
          () ->
              new Downloader(config(rules), FAST, stop, seen)
                  .download(url("https://image.test/disk"), part(), MOST, false));
      FileServer.Request request = proxy.requests().getFirst();
      assertEquals("CONNECT", request.method());
      assertEquals("image.test:443", request.target());
      assertTrue(
          proxy.requests().get(1).header("proxy-authorization").startsWith("Basic "),
          () -> "" + proxy.requests());
    }
  }

  @Test
  void aListOfChecksumsIsFetchedAndRead() throws Exception {
    String hex = "ab".repeat(32);
    try (FileServer server =
        FileServer.start(
            FileServer.status("503 Busy"),
            FileServer.plain((hex + "  image.qcow2\n").getBytes(StandardCharsets.UTF_8)))) {
      ImageUrl list = url(server.url("/SHA256SUMS"));
      assertEquals(new Checksum.Digest(hex), downloader(FAST).listed(list, "image.qcow2"));
      FetchException failed =
          assertThrows(FetchException.class, () -> downloader(FAST).listed(list, "other"));
      assertEquals(Kind.CONFIGURATION, failed.kind());
    }
  }
}
