package dev.qemupod.bench;

import java.util.List;

/**
 * What a resize benchmark runs.
 *
 * @param image the container image
 * @param seed of the random resizes
 * @param resizes how many
 * @param cpuMax {@code QEMU_CPU_MAX}: one less is how often a vCPU can be plugged under TCG
 * @param zeros whether the guest's kernel writes zeros to the memory that it gives back, as
 *     Debian's does unless it is told not to
 * @param command what repeats it
 */
record ResizeOptions(
    String image, long seed, int resizes, int cpuMax, boolean zeros, String command) {
  private static final String DEFAULT_IMAGE = "localhost/qemu-pod:latest";
  private static final int RESIZES = 50;
  private static final int CPU_MAX = 8;
  private static final int MOST = 100_000;

  /**
   * Reads what follows the word resize.
   *
   * @param otherwise the seed if none is given; it becomes a part of the command
   */
  static ResizeOptions of(List<String> arguments, long otherwise) throws BenchException {
    String image = DEFAULT_IMAGE;
    long seed = otherwise;
    int resizes = RESIZES;
    int cpuMax = CPU_MAX;
    boolean zeros = false;
    for (int i = 0; i < arguments.size(); i += 2) {
      String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
      switch (arguments.get(i)) {
        case "--image" -> image = value;
        case "--seed" -> seed = number("--seed", value, Long.MIN_VALUE, Long.MAX_VALUE);
        case "--resizes" -> resizes = (int) number("--resizes", value, 1, MOST);
        case "--zeros" -> zeros = number("--zeros", value, 0, 1) == 1;
        case "--cpu-max" -> cpuMax = (int) number("--cpu-max", value, 2, 255);
        default ->
            throw new BenchException(
                "resize takes --seed N, --resizes N, --cpu-max N, --zeros 0 or 1, and --image NAME,"
                    + " but was given: "
                    + arguments);
      }
    }
    String command =
        "./dev bench resize --seed "
            + seed
            + (resizes == RESIZES ? "" : " --resizes " + resizes)
            + (cpuMax == CPU_MAX ? "" : " --cpu-max " + cpuMax)
            + (zeros ? " --zeros 1" : "")
            + (image.equals(DEFAULT_IMAGE) ? "" : " --image " + image);
    return new ResizeOptions(image, seed, resizes, cpuMax, zeros, command);
  }

  private static long number(String name, String text, long least, long most)
      throws BenchException {
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new BenchException(
        name + " takes a number from " + least + " to " + most + ", but was given: " + text);
  }
}
