package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * One resize of a pod.
 *
 * @param to the limits it gets
 * @param detour other limits that it has for a moment before
 * @param activity what its guest does meanwhile
 * @param percent of the guest's memory that are filled, if it is {@link Activity#FILLED}
 */
record ResizeStep(Limits to, Optional<Detour> detour, Activity activity, int percent) {
  /** The limits of a pod as it starts: one CPU, and the least memory. */
  static final Limits START = new Limits(512, 100);

  /** The most memory, in MiB. */
  static final int MOST_MEBIBYTES = 4 * START.mebibytes;

  private static final int MEMORY_STEP = 16;

  /** A smaller change can be within what the guest's own count wavers by. */
  private static final int SMALLEST_CHANGE = 64;

  private static final int CPU_STEP = 25;
  private static final int SMALLEST_CPU = 50;
  private static final int WHOLE_CPU = 100;
  private static final int DETOURS = 4;
  private static final int SHORTEST_DETOUR = 100;
  private static final int LONGEST_DETOUR = 1500;
  private static final int LEAST_FILLED = 10;
  private static final int MOST_FILLED = 90;

  /** What the guest is busy with. */
  enum Activity {
    IDLE,
    FILLED,
    BUSY
  }

  /**
   * The limits of a pod.
   *
   * @param hundredths of a CPU
   */
  record Limits(int mebibytes, int hundredths) {
    /** The vCPUs they give, if there are enough CPUs. */
    int vcpus() {
      return (hundredths + WHOLE_CPU - 1) / WHOLE_CPU;
    }

    @Override
    public String toString() {
      return String.format(Locale.ROOT, "%d MiB %.2f CPUs", mebibytes, hundredths / 100.0);
    }
  }

  /** Limits that are changed again before the VM can have followed them. */
  record Detour(Limits by, int milliseconds) {}

  /**
   * Steps at random, the same for the same numbers.
   *
   * @param mostCpus the largest CPU limit
   */
  static List<ResizeStep> random(long seed, int count, int mostCpus) {
    Random random = new Random(seed);
    List<ResizeStep> steps = new ArrayList<>();
    Limits from = START;
    for (int i = 0; i < count; i++) {
      Limits to = other(random, from, mostCpus);
      Optional<Detour> detour = Optional.empty();
      if (random.nextInt(DETOURS) == 0) {
        int pause = SHORTEST_DETOUR + random.nextInt(LONGEST_DETOUR - SHORTEST_DETOUR + 1);
        detour = Optional.of(new Detour(other(random, from, mostCpus), pause));
      }
      int share = LEAST_FILLED + random.nextInt(MOST_FILLED - LEAST_FILLED + 1);
      Activity activity =
          switch (random.nextInt(4)) {
            case 0 -> Activity.FILLED;
            case 1 -> Activity.BUSY;
            default -> Activity.IDLE;
          };
      steps.add(new ResizeStep(to, detour, activity, activity == Activity.FILLED ? share : 0));
      from = to;
    }
    return steps;
  }

  /** Changes the memory, the CPUs or both. */
  private static Limits other(Random random, Limits from, int mostCpus) {
    int which = random.nextInt(3);
    int mebibytes = which == 1 ? from.mebibytes : otherMemory(random, from.mebibytes);
    int hundredths = which == 0 ? from.hundredths : otherCpus(random, from.hundredths, mostCpus);
    return new Limits(mebibytes, hundredths);
  }

  private static int otherMemory(Random random, int from) {
    int choices = (MOST_MEBIBYTES - START.mebibytes) / MEMORY_STEP + 1;
    int mebibytes = from;
    while (Math.abs(mebibytes - from) < SMALLEST_CHANGE) {
      mebibytes = START.mebibytes + random.nextInt(choices) * MEMORY_STEP;
    }
    return mebibytes;
  }

  /** Any number of vCPUs is as likely as any other. */
  private static int otherCpus(Random random, int from, int mostCpus) {
    int hundredths = from;
    while (hundredths == from) {
      int vcpus = 1 + random.nextInt(mostCpus);
      int least = Math.max(SMALLEST_CPU, (vcpus - 1) * WHOLE_CPU + CPU_STEP);
      int choices = (vcpus * WHOLE_CPU - least) / CPU_STEP + 1;
      hundredths = least + random.nextInt(choices) * CPU_STEP;
    }
    return hundredths;
  }
}
