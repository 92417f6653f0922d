package dev.qemupod.bench;

import dev.qemupod.bench.ResizeReport.Outcome;
import dev.qemupod.bench.ResizeReport.Run;
import dev.qemupod.bench.ResizeStep.Activity;
import dev.qemupod.bench.ResizeStep.Limits;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Resizes a pod step by step, and holds each against what its guest then sees. */
final class ResizeBenchmark {
  private static final long MIB = 1L << 20;

  /** The VM is watched for at least this long: whether it stays as it is. */
  private static final Duration SETTLING = Duration.ofSeconds(3);

  /** If memory in use or a full cache was in the way for so long, the guest changes that. */
  private static final Duration IN_THE_WAY = Duration.ofSeconds(8);

  /** How long the kernel may refuse a limit before the guest frees memory. */
  private static final Duration REFUSING = Duration.ofSeconds(3);

  /** Whoever has not followed by then never will. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** An answer takes an emulated guest some 30 ms, of which it may have little to spare. */
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final ResizePod pod;
  private final int processors;
  private Limits limits = ResizeStep.START;
  private int vcpus = 1;
  private double guest;
  private boolean filled;

  /**
   * Of a pod that has just started.
   *
   * @param processors CPUs that it may run on
   */
  ResizeBenchmark(ResizePod pod, int processors) {
    this.pod = pod;
    this.processors = processors;
    this.guest = SizingPeaks.mebibytes(pod.started());
  }

  /** Does one step. */
  Run run(ResizeStep step) throws IOException, InterruptedException, BenchException {
    int mebibytes = prepare(step);
    MetricsText before = pod.metrics();
    Limits from = limits;
    int refusals = 0;
    if (step.detour().isPresent()) {
      ResizeStep.Detour detour = step.detour().get();
      pod.cgroup().setCpus(detour.by().hundredths());
      // Refused or not: it is only on the way.
      var _ = pod.cgroup().setMemory(detour.by().mebibytes() * MIB);
      LockSupport.parkNanos(Duration.ofMillis(detour.milliseconds()).toNanos());
    }
    pod.cgroup().setCpus(step.to().hundredths());
    refusals += setMemory(step.to().mebibytes());
    limits = step.to();
    Following following = new Following(System.nanoTime(), refusals > 0);
    following.watch();
    if (step.activity() == Activity.BUSY) {
      pod.rest();
    }
    return following.told(step, from, mebibytes, refusals, before);
  }

  private int prepare(ResizeStep step) throws IOException, InterruptedException, BenchException {
    if (filled) {
      pod.free();
      filled = false;
    }
    return switch (step.activity()) {
      case IDLE -> 0;
      case FILLED -> {
        filled = true;
        yield pod.fill(step.percent());
      }
      case BUSY -> {
        pod.work();
        yield 0;
      }
    };
  }

  /** As the kubelet, tries again; the guest frees its memory if that does not help. */
  private int setMemory(int mebibytes) throws IOException, InterruptedException, BenchException {
    try {
      return pod.setMemory(mebibytes, REFUSING);
    } catch (BenchException refused) {
      pod.free();
      filled = false;
      return 1 + pod.setMemory(mebibytes, PATIENCE);
    }
  }

  /** How the guest follows one resize. */
  private final class Following {
    private final ResizeTrace trace = new ResizeTrace();
    private final List<String> untruths = new ArrayList<>();
    private long begin;

    /** Later, where the translation cache was in the way. */
    private long vcpuBegin;

    private long cacheFullSince;
    private double slowestLook;
    private Outcome outcome;
    private ResizeTrace.Sight sight = new ResizeTrace.Sight(0, 0, 0);
    private ResizeStatus status = new ResizeStatus(0, 0, 0, 0, 0, "");

    Following(long begin, boolean refused) {
      this.begin = begin;
      this.vcpuBegin = begin;
      this.outcome = refused ? Outcome.REFUSED_FIRST : Outcome.FOLLOWED;
    }

    void watch() throws IOException, InterruptedException, BenchException {
      long deadline = begin + PATIENCE.toNanos();
      while (!over()) {
        if (System.nanoTime() > deadline) {
          outcome = Outcome.NOT_FOLLOWED;
          return;
        }
        long since = cacheFullSince == 0 ? begin : cacheFullSince;
        if (System.nanoTime() - since > IN_THE_WAY.toNanos()) {
          makeWay();
        }
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
      }
      untruths.addAll(status.untruths(sight, pod.base(), pod.started(), pod.metrics()));
    }

    private void makeWay() throws IOException, InterruptedException, BenchException {
      if (status.inUse() && filled) {
        pod.free();
        filled = false;
        outcome = Outcome.IN_USE_FIRST;
        begin = System.nanoTime();
        vcpuBegin = begin;
      } else if (status.cacheFull()) {
        pod.fillCode();
        cacheFullSince = 0;
      }
    }

    private boolean over() throws IOException, InterruptedException, BenchException {
      long asked = System.nanoTime();
      sight = pod.look();
      slowestLook = Math.max(slowestLook, (sight.nanoTime() - asked) / 1e9);
      trace.add(sight);
      status = pod.status();
      if (status.cacheFull()) {
        outcome = Outcome.CACHE_FULL_FIRST;
        vcpuBegin = System.nanoTime();
        cacheFullSince = cacheFullSince == 0 ? vcpuBegin : cacheFullSince;
      }
      boolean watched = System.nanoTime() - vcpuBegin > SETTLING.toNanos();
      if (!status.about(limits.mebibytes() * MIB, given()) || !watched) {
        return false;
      }
      boolean seen = sight.vcpus() == status.vcpus() && sight.hasMemory(kibibytes());
      if (seen && status.hasMemory() && status.hasVcpus()) {
        return true;
      }
      if (seen && status.hasMemory() && status.noMorePlugs()) {
        outcome = Outcome.VCPUS_KEPT;
        return true;
      }
      return false;
    }

    /** The memory that the guest would count if it had what it should. */
    private long kibibytes() {
      return pod.base() + ((status.memoryWanted() - pod.started()) >> 10);
    }

    private int given() {
      return Math.min(limits.vcpus(), processors);
    }

    Run told(ResizeStep step, Limits from, int mebibytes, int refusals, MetricsText before)
        throws InterruptedException, BenchException {
      boolean vcpusMove = sight.vcpus() != vcpus && outcome != Outcome.VCPUS_KEPT;
      double now = SizingPeaks.mebibytes(status.memory());
      boolean memoryMoves = now != guest;
      vcpus = sight.vcpus();
      guest = now;
      OptionalDouble vcpuTime =
          trace.secondsUntil(vcpuBegin, seen -> !vcpusMove || seen.vcpus() == given());
      OptionalDouble memoryTime =
          trace.secondsUntil(begin, seen -> !memoryMoves || seen.hasMemory(kibibytes()));
      Double vcpuSeconds = vcpusMove ? seconds(vcpuTime) : null;
      Double memorySeconds = memoryMoves ? seconds(memoryTime) : null;
      MetricsText after = pod.metrics();
      return new Run(
          from.toString(),
          step.detour()
              .map(detour -> detour.by() + " " + detour.milliseconds() + " ms")
              .orElse(null),
          step.to().toString(),
          step.activity().name().toLowerCase(Locale.ROOT),
          mebibytes,
          outcome,
          refusals,
          vcpus,
          guest,
          vcpuSeconds,
          memorySeconds,
          later(vcpuSeconds, memorySeconds),
          trace.count(),
          ResizeReport.hundredths(slowestLook),
          actions(before, after, "inflate"),
          actions(before, after, "deflate"),
          status.difference(),
          untruths);
    }

    private @Nullable Double seconds(OptionalDouble time) {
      return time.isPresent() ? ResizeReport.rounded(time.getAsDouble()) : null;
    }
  }

  static @Nullable Double later(@Nullable Double one, @Nullable Double other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return Math.max(one, other);
  }

  private static long actions(MetricsText before, MetricsText after, String action) {
    String name = "qemu_memory_guard_actions_total{action=\"" + action + "\"}";
    return Math.round(after.value(name) - before.value(name));
  }
}
