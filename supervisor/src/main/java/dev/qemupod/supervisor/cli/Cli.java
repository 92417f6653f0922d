package dev.qemupod.supervisor.cli;

import dev.qemupod.supervisor.config.EditDistance;
import dev.qemupod.supervisor.config.Quoted;
import java.util.List;

/**
 * Understands the container's arguments.
 *
 * <p>Whatever begins with a hyphen is meant for qemu, as in {@code docker run tianon/qemu
 * start-qemu -device ...}; that image's command is therefore a command here too.
 */
public final class Cli {
  private static final List<String> COMMANDS =
      List.of("plan", "check", "demo", "health", "start-qemu", "--help", "--version");

  private Cli() {}

  /** The command the arguments stand for. */
  public static Command parse(List<String> arguments) {
    if (arguments.isEmpty()) {
      return new Command.Run(List.of());
    }
    String first = arguments.get(0);
    List<String> rest = arguments.subList(1, arguments.size());
    return switch (first) {
      case "--help" -> alone(first, rest, new Command.Help());
      case "--version" -> alone(first, rest, new Command.Version());
      case "plan" -> plan(rest);
      case "check" -> check(rest);
      case "demo" -> isHelp(rest) ? new Command.Help() : alone(first, rest, new Command.Demo());
      case "health" -> health(rest);
      case "start-qemu" -> new Command.Run(rest);
      default -> first.startsWith("-") ? new Command.Run(arguments) : unknown(first);
    };
  }

  private static Command unknown(String word) {
    String nearest = EditDistance.nearest(word, COMMANDS);
    String hint =
        EditDistance.isSlip(word, nearest)
            ? "did you mean \"" + nearest + "\"?"
            : "see --help for all commands";
    return usage(
        "the first argument must be plan, check, demo or health, or begin with - for qemu, but was "
            + Quoted.of(word)
            + "; "
            + hint);
  }

  private static Command plan(List<String> rest) {
    if (isHelp(rest)) {
      return new Command.Help();
    }
    boolean json = !rest.isEmpty() && rest.get(0).equals("--json");
    List<String> arguments = json ? rest.subList(1, rest.size()) : rest;
    return isForQemu(arguments)
        ? new Command.Plan(json, arguments)
        : usage(
            "plan takes --json and arguments for qemu that begin with -, but was given "
                + Quoted.of(arguments.get(0))
                + "; remove it");
  }

  private static Command check(List<String> rest) {
    if (isHelp(rest)) {
      return new Command.Help();
    }
    return isForQemu(rest)
        ? new Command.Check(rest)
        : usage(
            "check takes arguments for qemu that begin with -, but was given "
                + Quoted.of(rest.get(0))
                + "; remove it");
  }

  private static Command health(List<String> rest) {
    if (isHelp(rest)) {
      return new Command.Help();
    }
    if (rest.size() == 1 && rest.get(0).equals("live")) {
      return new Command.Health(Command.Health.Kind.LIVE);
    }
    if (rest.size() == 1 && rest.get(0).equals("ready")) {
      return new Command.Health(Command.Health.Kind.READY);
    }
    String given = rest.isEmpty() ? "nothing" : Quoted.of(String.join(" ", rest));
    return usage("health takes live or ready, but was given " + given + "; write \"health live\"");
  }

  private static Command alone(String name, List<String> rest, Command command) {
    return rest.isEmpty()
        ? command
        : usage(name + " takes nothing, but was given " + Quoted.of(rest.get(0)) + "; remove it");
  }

  private static boolean isForQemu(List<String> arguments) {
    return arguments.isEmpty() || arguments.get(0).startsWith("-");
  }

  private static boolean isHelp(List<String> arguments) {
    return arguments.size() == 1 && arguments.get(0).equals("--help");
  }

  private static Command usage(String sentence) {
    return new Command.UsageError(sentence);
  }
}
