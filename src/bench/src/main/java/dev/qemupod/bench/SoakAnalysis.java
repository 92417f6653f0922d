package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Draws trends, minutes and the verdict from the samples of a soak. */
final class SoakAnalysis {
  /** MiB by which what lives on the heap of a supervisor that is called flat may have grown. */
  static final double LIVE_GROWTH = 0.5;

  /** The same for its memory outside the heap: code, stacks, what the virtual machine needs. */
  static final double MEMORY_GROWTH = 1;

  private static final int SECONDS_PER_MINUTE = 60;

  private final List<SoakSample> samples;
  private final double seconds;
  private final SoakReport.LiveHeap live;

  /** Of a soak that lasted this long. */
  SoakAnalysis(List<SoakSample> samples, double seconds, SoakReport.LiveHeap live) {
    this.samples = List.copyOf(samples);
    this.seconds = seconds;
    this.live = live;
  }

  /** The trends, for the report. */
  List<SoakReport.Named> trends() {
    List<SoakSample.Qemu> qemu = new ArrayList<>();
    List<Double> times = new ArrayList<>();
    for (SoakSample sample : samples) {
      SoakSample.Qemu seen = sample.qemu();
      if (seen != null) {
        qemu.add(seen);
        times.add(sample.second());
      }
    }
    List<Trend.Point> resident = new ArrayList<>();
    List<Trend.Point> descriptors = new ArrayList<>();
    for (int i = 0; i < qemu.size(); i++) {
      resident.add(new Trend.Point(times.get(i), qemu.get(i).residentMebibytes()));
      descriptors.add(new Trend.Point(times.get(i), qemu.get(i).descriptors()));
    }
    return List.of(
        named("supervisor PSS, MiB", sample -> sample.memory().proportional()),
        named("supervisor anonymous, MiB", sample -> sample.memory().anonymous()),
        named("  of it Java heap with garbage, MiB", SoakSample::heapMebibytes),
        named("  of it not Java heap, MiB", SoakAnalysis::outsideHeap),
        named("supervisor descriptors", SoakSample::descriptors),
        named("supervisor threads", SoakSample::threads),
        named("supervisor zombies", SoakSample::zombies),
        new SoakReport.Named("qemu RSS, MiB", Trend.of(resident, seconds)),
        new SoakReport.Named("qemu descriptors", Trend.of(descriptors, seconds)));
  }

  private static double outsideHeap(SoakSample sample) {
    return sample.memory().anonymous() - sample.heapMebibytes();
  }

  private SoakReport.Named named(String name, ToDoubleFunction<SoakSample> value) {
    return new SoakReport.Named(name, trend(value));
  }

  private Trend trend(ToDoubleFunction<SoakSample> value) {
    return Trend.of(
        samples.stream()
            .map(sample -> new Trend.Point(sample.second(), value.applyAsDouble(sample)))
            .toList(),
        seconds);
  }

  /** What SPECIFICATION.md promises of it. */
  List<Promise> promises(long failures) {
    return List.of(
        Promise.atMost(
            "growth of what lives on the supervisor's heap", LIVE_GROWTH, live.growth(), "MiB"),
        Promise.atMost(
            "growth of its anonymous memory outside the heap",
            MEMORY_GROWTH,
            trend(SoakAnalysis::outsideHeap).growth(),
            "MiB"),
        Promise.atMost(
            "growth of its descriptors", 0, trend(SoakSample::descriptors).growth(), "of them"),
        Promise.atMost("growth of its threads", 0, trend(SoakSample::threads).growth(), "of them"),
        Promise.atMost(
            "children it has not waited for", 0, trend(SoakSample::zombies).late(), "at the end"),
        Promise.atMost("failures", 0, (double) failures, "of anything"));
  }

  /** The medians of each minute that has a sample. */
  List<SoakReport.Minute> minutes() {
    Map<Integer, List<SoakSample>> byMinute = new TreeMap<>();
    for (SoakSample sample : samples) {
      int minute = (int) (sample.second() / SECONDS_PER_MINUTE);
      byMinute.computeIfAbsent(minute, _ -> new ArrayList<>()).add(sample);
    }
    List<SoakReport.Minute> minutes = new ArrayList<>();
    byMinute.forEach((number, within) -> minutes.add(minute(number, within)));
    return minutes;
  }

  private static SoakReport.Minute minute(int number, List<SoakSample> samples) {
    return new SoakReport.Minute(
        number,
        median(samples, sample -> sample.memory().proportional()),
        median(samples, sample -> sample.memory().anonymous()),
        median(samples, SoakSample::heapMebibytes),
        median(samples, SoakSample::descriptors),
        median(samples, SoakSample::threads),
        medianOfQemu(samples));
  }

  private static double median(List<SoakSample> samples, ToDoubleFunction<SoakSample> value) {
    return Summary.of(samples.stream().mapToDouble(value).boxed().toList()).median();
  }

  private static @Nullable Double medianOfQemu(List<SoakSample> samples) {
    List<Double> resident = new ArrayList<>();
    for (SoakSample sample : samples) {
      SoakSample.Qemu qemu = sample.qemu();
      if (qemu != null) {
        resident.add(qemu.residentMebibytes());
      }
    }
    return resident.isEmpty() ? null : (Double) Summary.of(resident).median();
  }
}
