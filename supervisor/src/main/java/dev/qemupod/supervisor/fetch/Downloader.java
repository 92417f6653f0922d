package dev.qemupod.supervisor.fetch;

import dev.qemupod.supervisor.config.Checksum;
import dev.qemupod.supervisor.config.FetchConfig;
import dev.qemupod.supervisor.config.ImageUrl;
import dev.qemupod.supervisor.fetch.FetchException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Downloads files, and does not give up at the first trouble: a connection that breaks or stalls
 * and a server that is busy are tried again, each time a little later, from where the last try came
 * to.
 *
 * <p>To be used on a virtual thread: on another, a stop waits for the server's next byte.
 */
public final class Downloader {
  /** With this much of the file in a try, the next one counts as the first again. */
  private static final long PROGRESS = 1 << 20;

  private static final int LONGEST_LIST = 4 << 20;

  private final Timing timing;
  private final StopSwitch stop;
  private final DownloadObserver observer;
  private final HttpSource source;

  /** A downloader that does as this configuration says. */
  public Downloader(FetchConfig config, Timing timing, StopSwitch stop, DownloadObserver observer)
      throws FetchException {
    this.timing = timing;
    this.stop = stop;
    this.observer = observer;
    this.source = new HttpSource(config, timing, stop);
  }

  /**
   * Downloads the whole file to this path, or what is missing of it. What was begun stays there if
   * it fails, with what is needed to go on in a file beside it.
   *
   * @param most bytes it may have
   * @param checked whether its hash will be compared, so that an end of the connection may be the
   *     only sign of the file's end
   */
  public void download(ImageUrl url, Path part, long most, boolean checked)
      throws FetchException, StopSwitch.StoppedException {
    Transfer transfer = new Transfer(url, part, most, checked, stop, observer);
    retrying(
        () -> {
          long before = transfer.received();
          transfer.attempt(source);
          return transfer.received() - before;
        },
        transfer::received);
  }

  /** The hash that a list at this URL has for the file. */
  public Checksum.Digest listed(ImageUrl list, String fileName)
      throws FetchException, StopSwitch.StoppedException {
    StringBuilder text = new StringBuilder();
    retrying(
        () -> {
          text.setLength(0);
          text.append(text(list));
          return 0;
        },
        () -> 0);
    Optional<Checksum.Digest> digest = ChecksumList.find(text.toString(), fileName);
    if (digest.isEmpty()) {
      throw new FetchException(
          Kind.CONFIGURATION,
          "has no single SHA-256 or SHA-512 for a file " + fileName + ": name the list that has");
    }
    return digest.get();
  }

  private String text(ImageUrl url)
      throws IOException, FetchException, StopSwitch.StoppedException {
    HttpURLConnection connection = source.get(url, Map.of());
    try {
      Answers.requireSuccess(connection);
      try (InputStream body = connection.getInputStream()) {
        byte[] bytes = body.readNBytes(LONGEST_LIST + 1);
        if (bytes.length > LONGEST_LIST) {
          throw new FetchException(
              Kind.CONFIGURATION, "is larger than a list of checksums can be: name such a list");
        }
        return new String(bytes, StandardCharsets.UTF_8);
      }
    } finally {
      stop.over();
      connection.disconnect();
    }
  }

  private void retrying(Try attempt, Position position)
      throws FetchException, StopSwitch.StoppedException {
    int failures = 0;
    while (true) {
      stop.check();
      long before = position.now();
      Duration least = Duration.ZERO;
      String trouble;
      try {
        attempt.run();
        return;
      } catch (BusyException busy) {
        trouble = busy.message();
        least = busy.retryAfter(Instant.now()).orElse(Duration.ZERO);
      } catch (VolumeException full) {
        stop.check();
        throw new FetchException(Kind.UNAVAILABLE, full.message());
      } catch (IOException failed) {
        stop.check();
        trouble = Trouble.describe(failed, timing);
        if (Trouble.isDistrust(failed)) {
          throw new FetchException(
              Kind.CONFIGURATION,
              "is served with a certificate that is not trusted ("
                  + trouble
                  + "): name its authority's certificate in QEMU_CA_FILE");
        }
      }
      failures = position.now() - before >= PROGRESS ? 1 : failures + 1;
      if (failures >= timing.tries()) {
        throw new FetchException(
            Kind.UNAVAILABLE, "could not be fetched in " + failures + " tries; at last " + trouble);
      }
      Duration pause = timing.pauseAfter(failures);
      Duration longer = pause.compareTo(least) < 0 ? least : pause;
      observer.retry(trouble, longer);
      stop.pause(longer);
    }
  }

  /** One try; what it throws as an {@link IOException} is tried again. */
  private interface Try {
    long run() throws IOException, FetchException, StopSwitch.StoppedException;
  }

  /** How far it came. */
  private interface Position {
    long now();
  }

  /** Deletes what a download to this path has left. */
  public static void discard(Path part) throws IOException {
    Files.deleteIfExists(part);
    Files.deleteIfExists(Transfer.statePath(part));
  }
}
