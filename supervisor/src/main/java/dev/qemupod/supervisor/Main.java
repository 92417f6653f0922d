package dev.qemupod.supervisor;

import dev.qemupod.supervisor.lifecycle.SteadyClock;
import java.util.List;

/** The entry point, and the only place that ends the process. */
public final class Main {
  private Main() {}

  /** Runs the command that the arguments ask for and exits with its code. */
  public static void main(String[] arguments) {
    Program program = new Program(System.getenv(), System.out, System.err, new SteadyClock());
    int code = program.run(List.of(arguments));
    System.out.flush();
    System.err.flush();
    program.exitQuickly(code);
    // Not System.exit: no shutdown hook is registered, and by now nothing may hold the exit up.
    Runtime.getRuntime().halt(code);
  }
}
