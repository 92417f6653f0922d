package dev.qemupod.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a sizing torture runs.
 *
 * @param image the container image
 * @param cells one after the other
 * @param variables further ones of every pod, to try what would happen with them
 * @param command what repeats it
 */
record SizingOptions(
    String image, List<SizingCell> cells, Map<String, String> variables, String command) {
  private static final String DEFAULT_IMAGE = "localhost/qemu-pod:latest";
  private static final String COMMAND = "./dev bench sizing";

  SizingOptions {
    cells = List.copyOf(cells);
    variables = Map.copyOf(variables);
  }

  /** Reads what follows the word sizing. */
  static SizingOptions of(List<String> arguments) throws BenchException {
    String image = DEFAULT_IMAGE;
    List<SizingCell> cells = SizingCell.usual();
    Map<String, String> variables = new TreeMap<>();
    for (int i = 0; i < arguments.size(); i += 2) {
      String value = i + 1 < arguments.size() ? arguments.get(i + 1) : "";
      switch (arguments.get(i)) {
        case "--cells" -> cells = cells(value);
        case "--image" -> image = value;
        case "--env" -> addVariable(variables, value);
        default ->
            throw new BenchException(
                "sizing takes --cells all, pairs or CELL,CELL..., --image NAME and --env"
                    + " NAME=VALUE, but was given: "
                    + arguments);
      }
    }
    String command = arguments.isEmpty() ? COMMAND : COMMAND + " " + String.join(" ", arguments);
    return new SizingOptions(image, cells, variables, command);
  }

  private static List<SizingCell> cells(String text) throws BenchException {
    if (text.equals("all")) {
      return SizingCell.all();
    }
    if (text.equals("pairs")) {
      return SizingCell.pairs();
    }
    List<SizingCell> cells = new ArrayList<>();
    for (String cell : text.split(",", -1)) {
      cells.add(SizingCell.parse(cell));
    }
    return cells;
  }

  private static void addVariable(Map<String, String> variables, String text)
      throws BenchException {
    int equals = text.indexOf('=');
    if (equals <= 0) {
      throw new BenchException("--env takes NAME=VALUE, but was given: " + text);
    }
    variables.put(text.substring(0, equals), text.substring(equals + 1));
  }
}
