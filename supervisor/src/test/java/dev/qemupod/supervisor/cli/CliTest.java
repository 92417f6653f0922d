package dev.qemupod.supervisor.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The container's arguments. */
class CliTest {
  @Test
  void noArgumentsRunTheMachine() {
    assertEquals(new Command.Run(List.of()), Cli.parse(List.of()));
  }

  @Test
  void whatBeginsWithAHyphenIsForQemu() {
    List<String> arguments = List.of("-device", "usb-tablet", "-h", "--help");
    assertEquals(new Command.Run(arguments), Cli.parse(arguments));
    assertEquals(new Command.Run(List.of("-help")), Cli.parse(List.of("-help")));
  }

  @Test
  void theCommandOfTianonQemuRunsTheMachine() {
    assertEquals(new Command.Run(List.of("-virtfs", "x")), parse("start-qemu", "-virtfs", "x"));
  }

  @Test
  void commandsAreUnderstood() {
    assertEquals(new Command.Plan(false, List.of()), parse("plan"));
    assertEquals(new Command.Plan(true, List.of()), parse("plan", "--json"));
    assertEquals(
        new Command.Plan(true, List.of("-smp", "2")), parse("plan", "--json", "-smp", "2"));
    assertEquals(new Command.Plan(false, List.of("-smp", "2")), parse("plan", "-smp", "2"));
    assertEquals(new Command.Check(List.of()), parse("check"));
    assertEquals(new Command.Check(List.of("-usb")), parse("check", "-usb"));
    assertEquals(new Command.Demo(), parse("demo"));
    assertEquals(new Command.Health(Command.Health.Kind.LIVE), parse("health", "live"));
    assertEquals(new Command.Health(Command.Health.Kind.READY), parse("health", "ready"));
    assertEquals(new Command.Version(), parse("--version"));
    assertEquals(new Command.Help(), parse("--help"));
    assertEquals(new Command.Help(), parse("plan", "--help"));
    assertEquals(new Command.Help(), parse("check", "--help"));
    assertEquals(new Command.Help(), parse("demo", "--help"));
    assertEquals(new Command.Help(), parse("health", "--help"));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          plna         | the first argument must be plan, check, demo or health, or begin with - for qemu, but was "plna"; did you mean "plan"?
          halth live   | the first argument must be plan, check, demo or health, or begin with - for qemu, but was "halth"; did you mean "health"?
          help         | the first argument must be plan, check, demo or health, or begin with - for qemu, but was "help"; did you mean "--help"?
          bash         | the first argument must be plan, check, demo or health, or begin with - for qemu, but was "bash"; see --help for all commands
          PLAN         | the first argument must be plan, check, demo or health, or begin with - for qemu, but was "PLAN"; see --help for all commands
          run          | the first argument must be plan, check, demo or health, or begin with - for qemu, but was "run"; see --help for all commands
          plan json    | plan takes --json and arguments for qemu that begin with -, but was given "json"; remove it
          plan --json x| plan takes --json and arguments for qemu that begin with -, but was given "x"; remove it
          check now    | check takes arguments for qemu that begin with -, but was given "now"; remove it
          demo fast    | demo takes nothing, but was given "fast"; remove it
          demo -m      | demo takes nothing, but was given "-m"; remove it
          health       | health takes live or ready, but was given nothing; write "health live"
          health well  | health takes live or ready, but was given "well"; write "health live"
          health live 2| health takes live or ready, but was given "live 2"; write "health live"
          --help me    | --help takes nothing, but was given "me"; remove it
          --version 2  | --version takes nothing, but was given "2"; remove it
          """)
  void badArgumentsAreNamedWithTheFix(String arguments, String message) {
    assertEquals(new Command.UsageError(message), Cli.parse(List.of(arguments.split(" ", -1))));
  }

  @Test
  void anEmptyArgumentIsShownAsOne() {
    assertEquals(
        new Command.UsageError(
            "the first argument must be plan, check, demo or health, or begin with - for qemu,"
                + " but was \"\"; see --help for all commands"),
        parse(""));
  }

  private static Command parse(String... arguments) {
    return Cli.parse(List.of(arguments));
  }
}
