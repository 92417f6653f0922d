package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/** What was sampled of a pod, and the most there ever was of each part. */
final class SizingPeaks {
  /** The pod at one moment. */
  record Sample(CgroupMemory.Usage pod, ProcessPages.Kinds supervisor, ProcessPages.Kinds qemu) {}

  /**
   * The most of each, in MiB, each at a moment of its own.
   *
   * @param usage all that counts against the limit
   * @param firm what can not be dropped: anonymous, shared and kernel memory at one moment
   */
  record Peaks(
      double usage,
      double firm,
      double anonymous,
      double shared,
      double kernel,
      double file,
      double supervisorAnonymous,
      double supervisorFile,
      double qemuAnonymous,
      double qemuFile,
      double qemuShared,
      int samples) {}

  private final List<Sample> samples = new ArrayList<>();

  synchronized void add(Sample sample) {
    samples.add(sample);
  }

  synchronized Peaks peaks() {
    return new Peaks(
        most(sample -> sample.pod().usage()),
        most(sample -> sample.pod().firm()),
        most(sample -> sample.pod().anonymous()),
        most(sample -> sample.pod().shared()),
        most(sample -> sample.pod().kernel()),
        most(sample -> sample.pod().file()),
        most(sample -> sample.supervisor().anonymous()),
        most(sample -> sample.supervisor().file()),
        most(sample -> sample.qemu().anonymous()),
        most(sample -> sample.qemu().file()),
        most(sample -> sample.qemu().shared()),
        samples.size());
  }

  private double most(ToLongFunction<Sample> part) {
    return mebibytes(samples.stream().mapToLong(part).max().orElse(0));
  }

  /** Rounded to a tenth. */
  static double mebibytes(long bytes) {
    return Math.round(bytes / 104_857.6) / 10.0;
  }
}
