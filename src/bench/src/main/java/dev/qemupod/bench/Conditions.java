package dev.qemupod.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * In what two reports differ before anything was measured.
 *
 * @param otherMachine whether times and rates are those of two machines
 * @param otherCommand whether the commands measure something else, and not only more or less of it
 * @param otherSetting whether the guests or their limits are others
 * @param warnings for people
 */
record Conditions(
    boolean otherMachine, boolean otherCommand, boolean otherSetting, List<String> warnings) {
  /** What of a machine times depend on. */
  private static final List<String> MACHINE =
      List.of("processor", "processors", "kernel", "qemu", "jdk", "kvm");

  /** Whether a cgroup could be made is the machine's. */
  private static final List<String> SURROUNDINGS = List.of("memoryLimit");

  private static final List<String> SETTING =
      List.of("accelerator", "limit", "guest", "setting", "disks", "vcpus");

  /**
   * Options, each with a value, that say how often, how long, which of the pods and whose image.
   */
  private static final Set<String> AMOUNTS =
      Set.of("--rounds", "--seconds", "--idle", "--scrapes", "--minutes", "--cells", "--image");

  /** Options without one that leave something out. */
  private static final Set<String> PARTS = Set.of("--gate", "--start");

  Conditions {
    warnings = List.copyOf(warnings);
  }

  /** Of two reports of the same kind. */
  static Conditions of(JsonNode before, JsonNode after) {
    List<String> machine = differences(before.path("machine"), after.path("machine"), MACHINE);
    machine.addAll(differences(before, after, SURROUNDINGS));
    List<String> setting = differences(before, after, SETTING);
    String first = before.path("command").asText();
    String second = after.path("command").asText();
    boolean otherCommand = !subject(first).equals(subject(second));
    List<String> warnings = new ArrayList<>();
    if (!setting.isEmpty()) {
      warnings.add(
          "the settings differ, so nothing can be compared: " + String.join("; ", setting));
    }
    if (!machine.isEmpty()) {
      warnings.add(
          "the machines differ, so only quotients within a run, memory and counts are judged: "
              + String.join("; ", machine));
    }
    if (!first.equals(second)) {
      warnings.add(
          (otherCommand
                  ? "the commands differ, so only quotients within a run, memory and counts are"
                      + " judged: "
                  : "the commands differ in how much they measure: ")
              + first
              + " / "
              + second);
    }
    return new Conditions(!machine.isEmpty(), otherCommand, !setting.isEmpty(), warnings);
  }

  private static List<String> differences(JsonNode before, JsonNode after, List<String> names) {
    List<String> differences = new ArrayList<>();
    for (String name : names) {
      String first = before.path(name).asText();
      String second = after.path(name).asText();
      if (!first.equals(second)) {
        differences.add(name + " " + first + " / " + second);
      }
    }
    return differences;
  }

  /** What a command measures, without how much of it. */
  private static List<String> subject(String command) {
    List<String> subject = new ArrayList<>();
    boolean value = false;
    for (String word : command.replace("src/bench/run", "./dev bench").split(" +", -1)) {
      if (!value && !AMOUNTS.contains(word) && !PARTS.contains(word)) {
        subject.add(word);
      }
      value = AMOUNTS.contains(word);
    }
    return subject;
  }
}
