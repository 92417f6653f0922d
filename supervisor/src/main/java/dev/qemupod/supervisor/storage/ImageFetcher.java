package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.config.Checksum;
import dev.qemupod.supervisor.config.FetchConfig;
import dev.qemupod.supervisor.config.ImageUrl;
import dev.qemupod.supervisor.fetch.Downloader;
import dev.qemupod.supervisor.fetch.FetchException;
import dev.qemupod.supervisor.fetch.FetchException.Kind;
import dev.qemupod.supervisor.fetch.Hasher;
import dev.qemupod.supervisor.fetch.StopSwitch;
import dev.qemupod.supervisor.fetch.Timing;
import dev.qemupod.supervisor.storage.ImageProgress.Step;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Fetches images to where the disks are: downloaded, checked, unpacked, converted to qcow2, and
 * given their names only when they are whole and on the disk.
 *
 * <p>Killed at any point, it leaves files that begin with a dot, from which the next start goes on.
 */
public final class ImageFetcher {
  private static final Duration LOCK_PAUSE = Duration.ofSeconds(1);

  private final FetchConfig config;
  private final Timing timing;
  private final String qemuImage;
  private final StopSwitch stop;
  private final ImageObserver observer;

  /** A fetcher that runs {@code qemu-img} from the PATH. */
  public ImageFetcher(FetchConfig config, StopSwitch stop, ImageObserver observer) {
    this(config, Timing.usual(), "qemu-img", stop, observer);
  }

  ImageFetcher(
      FetchConfig config,
      Timing timing,
      String qemuImage,
      StopSwitch stop,
      ImageObserver observer) {
    this.config = config;
    this.timing = timing;
    this.qemuImage = qemuImage;
    this.stop = stop;
    this.observer = observer;
  }

  /** Fetches the image, unless it is there by now. */
  public void fetch(ImageJob job) throws StorageException, StopSwitch.StoppedException {
    ImageSteps steps = new ImageSteps(job, observer);
    try (FileChannel channel =
            FileChannel.open(
                steps.hidden("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = lock(channel, steps)) {
      if (lock.isValid() && !ImageJob.isThere(job.target())) {
        fetch(job, steps);
      }
      steps.at(Step.READY, 0, OptionalLong.empty());
    } catch (FetchException failed) {
      throw failure(job, failed);
    } catch (IOException failed) {
      throw new StorageException(
          StorageException.Kind.FACILITY,
          job.variable(),
          "could not be fetched to " + job.target() + ": " + failed);
    }
  }

  /** Another pod may be at the same base on a shared volume; then its work is waited for. */
  private FileLock lock(FileChannel channel, ImageSteps steps)
      throws IOException, StopSwitch.StoppedException {
    boolean told = false;
    while (true) {
      @Nullable FileLock lock = null;
      try {
        lock = channel.tryLock();
      } catch (OverlappingFileLockException here) {
        // Held by this very process; the same as if it were held by another.
      }
      if (lock != null) {
        return lock;
      }
      if (!told) {
        steps.say("is being fetched by another pod, which is waited for");
        told = true;
      }
      stop.pause(LOCK_PAUSE);
    }
  }

  private void fetch(ImageJob job, ImageSteps steps)
      throws IOException, FetchException, StopSwitch.StoppedException {
    Downloader downloader = new Downloader(config, timing, stop, steps);
    Optional<Checksum.Digest> expected = expected(job, downloader);
    Path download = steps.hidden("download");
    steps.begin(Files.exists(download) ? Files.size(download) : 0);
    downloader.download(job.image().url(), download, config.maxSize(), expected.isPresent());
    ImageRecord record = check(job, steps, download, expected);
    try {
      Path unpacked = unpack(steps, download);
      Path image = job.disk() ? convert(steps, unpacked) : plain(unpacked);
      publish(job, steps, image, record);
      Downloader.discard(download);
    } catch (FetchException refused) {
      if (refused.kind() == Kind.CONFIGURATION && expected.isEmpty()) {
        // The next start is to see whether there is something better by then.
        Downloader.discard(download);
      }
      throw refused;
    } finally {
      steps.clean();
    }
  }

  private Optional<Checksum.Digest> expected(ImageJob job, Downloader downloader)
      throws FetchException, StopSwitch.StoppedException {
    Optional<Checksum> checksum = job.image().checksum();
    if (checksum.isEmpty()) {
      return Optional.empty();
    }
    if (checksum.get() instanceof Checksum.Listed(ImageUrl list)) {
      return Optional.of(listed(job, list, downloader));
    }
    return checksum.get() instanceof Checksum.Digest digest
        ? Optional.of(digest)
        : Optional.empty();
  }

  private static Checksum.Digest listed(ImageJob job, ImageUrl list, Downloader downloader)
      throws FetchException, StopSwitch.StoppedException {
    try {
      return downloader.listed(list, job.image().url().fileName());
    } catch (FetchException failed) {
      throw new FetchException(
          failed.kind(),
          "has its checksum in "
              + list.shown()
              + " ("
              + job.checksumVariable()
              + "), which "
              + failed.message());
    }
  }

  private ImageRecord check(
      ImageJob job, ImageSteps steps, Path download, Optional<Checksum.Digest> expected)
      throws IOException, FetchException, StopSwitch.StoppedException {
    OptionalLong size = OptionalLong.of(Files.size(download));
    String sha256 =
        Hasher.hash(download, "SHA-256", done -> steps.at(Step.CHECKING, done, size), stop);
    boolean longer =
        expected.isPresent() && expected.get().hex().length() == Checksum.SHA512_DIGITS;
    String sha512 = "";
    if (longer) {
      sha512 = Hasher.hash(download, "SHA-512", done -> steps.at(Step.CHECKING, done, size), stop);
    }
    String actual = longer ? sha512 : sha256;
    if (expected.isPresent() && !expected.get().hex().equals(actual)) {
      // Never gone on with: whoever tampered with it could do so again.
      Downloader.discard(download);
      throw new FetchException(
          Kind.CONFIGURATION,
          "must hash to "
              + expected.get().hex()
              + ", but what came hashes to "
              + actual
              + ": correct "
              + job.checksumVariable()
              + " if the image has a new version; it was deleted");
    }
    return new ImageRecord(job.image().url().shown(), sha256, sha512);
  }

  private Path unpack(ImageSteps steps, Path download)
      throws IOException, FetchException, StopSwitch.StoppedException {
    Optional<Packing> packing = Packing.of(SourceFormat.head(download));
    if (packing.isEmpty()) {
      return download;
    }
    Path unpacked = steps.hidden("unpacked");
    new Unpacker(
            config.maxSize(), stop, done -> steps.at(Step.UNPACKING, done, OptionalLong.empty()))
        .unpack(packing.get(), download, unpacked);
    return unpacked;
  }

  private Path convert(ImageSteps steps, Path image)
      throws IOException, FetchException, StopSwitch.StoppedException {
    String format = SourceFormat.of(image);
    if (format.equals("qcow2")) {
      return image;
    }
    Path converted = steps.hidden("converted");
    Files.deleteIfExists(converted);
    new Conversion(
            qemuImage,
            stop,
            thousandths -> steps.at(Step.CONVERTING, thousandths, OptionalLong.of(1000)))
        .convert(image, format, converted);
    return converted;
  }

  /** A CD is read as raw bytes, whatever they are; an image that is none would be a riddle. */
  private static Path plain(Path image) throws IOException, FetchException {
    String format = SourceFormat.of(image);
    if (!format.equals("raw")) {
      throw new FetchException(
          Kind.CONFIGURATION,
          "is " + format + " and no ISO image: name it in QEMU_HDA if it is a disk");
    }
    return image;
  }

  private static void publish(ImageJob job, ImageSteps steps, Path image, ImageRecord record)
      throws IOException {
    sync(image, StandardOpenOption.WRITE);
    // The record comes first: an image that nothing is known of would be refused for ever.
    Path fresh = steps.hidden("source-new");
    Files.writeString(fresh, record.text());
    sync(fresh, StandardOpenOption.WRITE);
    Files.move(fresh, ImageRecord.path(job.target()), StandardCopyOption.ATOMIC_MOVE);
    if (ImageJob.isThere(job.target())) {
      throw new IOException("a file appeared there meanwhile, which is left as it is");
    }
    Files.move(image, job.target(), StandardCopyOption.ATOMIC_MOVE);
    sync(job.target().toAbsolutePath().resolveSibling(""), StandardOpenOption.READ);
  }

  private static void sync(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }

  private static StorageException failure(ImageJob job, FetchException failed) {
    StorageException.Kind kind =
        switch (failed.kind()) {
          case CONFIGURATION -> StorageException.Kind.CONFIGURATION;
          case UNAVAILABLE -> StorageException.Kind.FACILITY;
        };
    return new StorageException(
        kind, job.variable(), "names " + job.image().url().shown() + ", which " + failed.message());
  }
}
