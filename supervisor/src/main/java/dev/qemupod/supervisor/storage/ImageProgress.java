package dev.qemupod.supervisor.storage;

import java.util.OptionalLong;

/**
 * How far an image is that is fetched.
 *
 * @param variable the variable that names it, such as {@code QEMU_HDA_BASE}
 * @param source its URL, without secrets
 * @param step what is done at the moment
 * @param done bytes of this step; of a conversion, thousandths
 * @param total of the same; empty: not known
 * @param received bytes that came over the network in this run
 * @param retries tries that failed in this run
 */
public record ImageProgress(
    String variable,
    String source,
    Step step,
    long done,
    OptionalLong total,
    long received,
    long retries) {

  /** What is done, in this order. */
  public enum Step {
    /** Its turn has not come, or another pod is at it. */
    WAITING("waiting"),
    DOWNLOADING("downloading"),
    CHECKING("checking"),
    UNPACKING("unpacking"),
    CONVERTING("converting"),
    READY("ready");

    private final String word;

    Step(String word) {
      this.word = word;
    }

    /** The step in a word, for metrics and {@code /status}. */
    public String word() {
      return word;
    }
  }

  /** One whose turn has not come. */
  public static ImageProgress waiting(String variable, String source) {
    return new ImageProgress(variable, source, Step.WAITING, 0, OptionalLong.empty(), 0, 0);
  }

  ImageProgress at(Step newStep, long newDone, OptionalLong newTotal) {
    return new ImageProgress(variable, source, newStep, newDone, newTotal, received, retries);
  }

  ImageProgress more(long bytes) {
    return new ImageProgress(variable, source, step, done, total, received + bytes, retries);
  }

  ImageProgress retried() {
    return new ImageProgress(variable, source, step, done, total, received, retries + 1);
  }

  /** The part that is done, from 0 to 100; -1: not known. */
  public int percent() {
    if (total.isEmpty() || total.getAsLong() <= 0) {
      return -1;
    }
    return (int) Math.min(100, done * 100.0 / total.getAsLong());
  }

  /** One clause: {@code downloading QEMU_HDA from https://host/image.qcow2, 37 % of 512 MiB}. */
  public String describe() {
    StringBuilder text = new StringBuilder(step.word).append(' ').append(variable);
    if (step == Step.DOWNLOADING || step == Step.WAITING) {
      text.append(step == Step.WAITING ? ", " : " from ").append(source);
    }
    if (percent() >= 0) {
      text.append(", ").append(percent()).append(" %");
      if (step == Step.DOWNLOADING) {
        text.append(" of ").append(mebibytes(total.orElse(0)));
      }
    } else if (done > 0) {
      text.append(", ").append(mebibytes(done)).append(" so far");
    }
    return text.toString();
  }

  private static String mebibytes(long bytes) {
    return bytes < 10 << 20 ? (bytes + 1023) / 1024 + " KiB" : (bytes >> 20) + " MiB";
  }
}
