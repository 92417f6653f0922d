package dev.qemupod.supervisor;

import dev.qemupod.supervisor.fetch.StopSwitch;
import dev.qemupod.supervisor.lifecycle.Ending;
import dev.qemupod.supervisor.lifecycle.EndingException;
import dev.qemupod.supervisor.lifecycle.ExitCode;
import dev.qemupod.supervisor.lifecycle.ViewBoard;
import dev.qemupod.supervisor.log.Log;
import dev.qemupod.supervisor.storage.ImageFetcher;
import dev.qemupod.supervisor.storage.ImageJob;
import dev.qemupod.supervisor.storage.ImageObserver;
import dev.qemupod.supervisor.storage.ImageProgress;
import dev.qemupod.supervisor.storage.StorageException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Fetches the images that are named by URL and not there yet, while health and metrics are served.
 *
 * <p>The work has a thread of its own, so that a stop is not held up by a resolver or a volume that
 * can not be cut off: what is on its way is left to the next start.
 */
final class ImageStage implements ImageObserver {
  /** To close files properly; what takes longer hangs. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

  private final StopSwitch stop = new StopSwitch();
  private final CountDownLatch stopAsked = new CountDownLatch(1);
  private final Map<String, ImageProgress> progress = new LinkedHashMap<>();
  private final CompletableFuture<Optional<Ending>> result = new CompletableFuture<>();
  private final ViewBoard board;
  private final Log log;
  private final InstantSource clock;

  ImageStage(ViewBoard board, Log log, InstantSource clock) {
    this.board = board;
    this.log = log;
    this.clock = clock;
  }

  /** Ends it; returns at once. */
  void stop() {
    stopAsked.countDown();
    result.complete(Optional.empty());
    stop.ask();
  }

  /** Ends it like this, because something else has failed; returns at once. */
  void fail(Ending ending) {
    result.complete(Optional.of(ending));
    stop.ask();
  }

  /** Whether {@link #stop} ended it. */
  boolean stopped() {
    return stopAsked.getCount() == 0;
  }

  /** Fetches everything; returns when it is there, or after a {@link #stop}. */
  void run(Preflight preflight, List<ImageJob> jobs) throws EndingException, InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Thread.ofVirtual()
        .name("image-fetch")
        .start(
            () -> {
              fetch(preflight, jobs);
              over.countDown();
            });
    Optional<Ending> ending;
    try {
      ending = result.get();
    } catch (ExecutionException fault) {
      throw new IllegalStateException("the images can not be fetched", fault.getCause());
    }
    var _ = over.await(LAST_CHANCE.toMillis(), TimeUnit.MILLISECONDS);
    if (ending.isPresent()) {
      throw new EndingException(ending.get());
    }
  }

  private void fetch(Preflight preflight, List<ImageJob> jobs) {
    try {
      ImageFetcher fetcher = new ImageFetcher(preflight.config().fetch().orElseThrow(), stop, this);
      for (ImageJob job : jobs) {
        progress(ImageProgress.waiting(job.variable(), job.image().url().shown()));
      }
      for (ImageJob job : jobs) {
        fetcher.fetch(job);
      }
      result.complete(Optional.empty());
    } catch (StopSwitch.StoppedException stopped) {
      result.complete(Optional.empty());
    } catch (StorageException failed) {
      result.complete(Optional.of(ending(failed)));
    } catch (RuntimeException | Error fault) {
      result.completeExceptionally(fault);
    }
  }

  private static Ending ending(StorageException failed) {
    ExitCode code =
        switch (failed.kind()) {
          case CONFIGURATION -> ExitCode.CONFIG;
          case PERMISSION -> ExitCode.PERMISSION;
          case FACILITY -> ExitCode.UNAVAILABLE;
        };
    return Ending.beforeQemu(code, "Image", failed.getMessage() + ".");
  }

  @Override
  public synchronized void progress(ImageProgress image) {
    progress.put(image.variable(), image);
    board.fetching(List.copyOf(progress.values()), clock.instant());
  }

  @Override
  public void note(String sentence) {
    log.info(sentence);
  }
}
