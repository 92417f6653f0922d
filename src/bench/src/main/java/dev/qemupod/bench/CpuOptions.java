package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What a measurement of vCPUs runs.
 *
 * @param image the container image
 * @param cells all of them in each round
 * @param rounds how many
 * @param command what repeats it
 */
record CpuOptions(String image, List<CpuCell> cells, int rounds, String command) {
  private static final String DEFAULT_IMAGE = "localhost/qemu-pod:latest";
  private static final String COMMAND = "./dev bench cpu";
  private static final int ROUNDS = 3;

  CpuOptions {
    cells = List.copyOf(cells);
  }

  /** Reads what follows the word cpu. */
  static CpuOptions of(List<String> arguments) throws BenchException {
    String image = DEFAULT_IMAGE;
    List<CpuCell> cells = CpuCell.usual();
    int rounds = ROUNDS;
    for (int i = 0; i < arguments.size(); i += 2) {
      String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
      switch (arguments.get(i)) {
        case "--cells" -> cells = cells(value);
        case "--rounds" -> rounds = rounds(value);
        case "--image" -> image = value;
        default ->
            throw new BenchException(
                "cpu takes --cells CELL,CELL..., --rounds N and --image NAME, but was given: "
                    + arguments);
      }
    }
    String command = arguments.isEmpty() ? COMMAND : COMMAND + " " + String.join(" ", arguments);
    return new CpuOptions(image, cells, rounds, command);
  }

  private static List<CpuCell> cells(String text) throws BenchException {
    List<CpuCell> cells = new ArrayList<>();
    for (String cell : text.split(",", -1)) {
      cells.add(CpuCell.parse(cell));
    }
    return cells;
  }

  private static int rounds(String text) throws BenchException {
    try {
      int rounds = Integer.parseInt(text);
      if (rounds > 0) {
        return rounds;
      }
    } catch (NumberFormatException _) {
      // Told below.
    }
    throw new BenchException("--rounds takes a number from 1 on, but was given: " + text);
  }
}
