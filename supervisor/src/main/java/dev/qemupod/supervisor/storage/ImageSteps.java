package dev.qemupod.supervisor.storage;

import dev.qemupod.supervisor.fetch.DownloadObserver;
import dev.qemupod.supervisor.storage.ImageProgress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;

/** Keeps where the fetching of one image is, and what its files on the way are called. */
final class ImageSteps implements DownloadObserver {
  private static final long TOLD_AT_LEAST_EVERY = 30_000_000_000L;
  private static final long TOLD_AT_MOST_EVERY = 5_000_000_000L;
  private static final int TOLD_EVERY_PERCENT = 10;

  private final ImageJob job;
  private final ImageObserver observer;
  private ImageProgress progress;
  private long toldAt = System.nanoTime();
  private int toldPercent;

  ImageSteps(ImageJob job, ImageObserver observer) {
    this.job = job;
    this.observer = observer;
    this.progress = ImageProgress.waiting(job.variable(), job.image().url().shown());
    observer.progress(progress);
  }

  /** A file beside the image that is to be, which no disk can have as its name by accident. */
  Path hidden(String suffix) {
    Path target = job.target().toAbsolutePath();
    return target.resolveSibling("." + target.getFileName() + "." + suffix);
  }

  /** Removes what is made anew in any case; not the lock, which another pod may hold. */
  void clean() throws IOException {
    for (String suffix : new String[] {"unpacked", "converted", "source-new"}) {
      Files.deleteIfExists(hidden(suffix));
    }
  }

  void begin(long have) {
    say(
        "is fetched from "
            + job.image().url().shown()
            + " to "
            + job.target()
            + (have > 0 ? ", of which " + have + " bytes are there" : ""));
  }

  /** The step, and how far it is. */
  void at(Step step, long done, OptionalLong total) {
    boolean next = step != progress.step();
    progress = progress.at(step, done, total);
    observer.progress(progress);
    long silence = System.nanoTime() - toldAt;
    boolean further = progress.percent() >= toldPercent + TOLD_EVERY_PERCENT;
    if (next) {
      toldPercent = 0;
      tell();
    } else if ((further && silence > TOLD_AT_MOST_EVERY) || silence > TOLD_AT_LEAST_EVERY) {
      tell();
    }
  }

  @Override
  public void progress(long have, OptionalLong total, long more) {
    progress = progress.more(more);
    at(Step.DOWNLOADING, have, total);
  }

  @Override
  public void retry(String trouble, Duration pause) {
    progress = progress.retried();
    observer.progress(progress);
    say(
        "is not fetched yet: "
            + trouble
            + "; the next try follows in "
            + Math.max(1, pause.toSeconds())
            + " s");
  }

  /** A sentence about the variable. */
  void say(String clause) {
    observer.note(job.variable() + " " + clause + ".");
  }

  private void tell() {
    if (progress.step() == Step.READY) {
      say("is ready at " + job.target());
      return;
    }
    toldAt = System.nanoTime();
    toldPercent = Math.max(0, progress.percent() / TOLD_EVERY_PERCENT * TOLD_EVERY_PERCENT);
    String text = progress.describe();
    observer.note(Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".");
  }
}
