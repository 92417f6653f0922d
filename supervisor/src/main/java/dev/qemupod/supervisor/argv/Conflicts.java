package dev.qemupod.supervisor.argv;

import dev.qemupod.supervisor.config.Problem;
import dev.qemupod.supervisor.machine.Device;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds extra arguments that fight with what is generated.
 *
 * <p>qemu takes the last of two {@code -m} in silence, and the pod is killed for memory an hour
 * later: it is better said before the start.
 */
public final class Conflicts {
  /** Both ways to give extra arguments, since they arrive here as one list. */
  private static final String VARIABLE = "QEMU_EXTRA_ARGS";

  private Conflicts() {}

  /**
   * What must be changed before qemu can be started.
   *
   * @param extraArguments of QEMU_EXTRA_ARGS and of the container, as one list
   * @param ignition whether the guest is given an Ignition config, and with it a channel
   */
  public static List<Problem> find(List<String> extraArguments, boolean ignition) {
    List<Problem> problems = new ArrayList<>();
    int position = 0;
    while (position < extraArguments.size()) {
      String word = extraArguments.get(position);
      position++;
      if (!isOption(word)) {
        problems.add(positional(word));
        continue;
      }
      String option = word.startsWith("--") ? word.substring(1) : word;
      String instead = OwnedOptions.instead(option);
      if (!instead.isEmpty()) {
        problems.add(owned(word, instead));
      }
      if (!OwnedOptions.takesValue(option)) {
        continue;
      }
      if (position == extraArguments.size()) {
        // qemu says itself which option lacks its value, but after disks were made.
        problems.add(withoutValue(word));
      } else {
        addTakenIdentifier(word, extraArguments.get(position), problems);
        addSecond(DeviceOptions.AGENT_CHANNEL, word, extraArguments.get(position), problems);
        if (ignition) {
          String channel = Device.IgnitionJournal.CHANNEL;
          addSecond(channel, word, extraArguments.get(position), problems);
        }
      }
      position++;
    }
    return problems;
  }

  private static boolean isOption(String word) {
    return word.startsWith("-") && word.length() > 1;
  }

  /** qemu would end over it, and only after disks were made. */
  private static void addSecond(String channel, String word, String value, List<Problem> problems) {
    if (word.endsWith("-device") && value.contains(channel)) {
      problems.add(
          new Problem(
              VARIABLE,
              "or the container's arguments must not make the channel "
                  + channel
                  + ", because the guest has it already: remove it with its -chardev"));
    }
  }

  private static void addTakenIdentifier(String word, String value, List<Problem> problems) {
    String identifier = Identifiers.in(value);
    if (Identifiers.isTaken(identifier)) {
      problems.add(
          new Problem(
              VARIABLE,
              "or the container's arguments must not use the id "
                  + identifier
                  + " in "
                  + word
                  + ", because qemu-pod gives it to a device of its own: use another id"));
    }
  }

  private static Problem owned(String word, String instead) {
    return new Problem(
        VARIABLE,
        "or the container's arguments must not hold " + word + ", which qemu-pod sets: " + instead);
  }

  private static Problem positional(String word) {
    return new Problem(
        VARIABLE,
        "or the container's arguments must be options and their values, but hold \""
            + word
            + "\" where an option belongs, which qemu would open as a disk of a guessed format:"
            + " use QEMU_HDA for a disk, or quote a value with spaces");
  }

  private static Problem withoutValue(String word) {
    return new Problem(
        VARIABLE,
        "or the container's arguments end with " + word + ", which needs a value: add it");
  }
}
