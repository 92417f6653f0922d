package dev.qemupod.supervisor;

import dev.qemupod.supervisor.lifecycle.SteadyClock;
import dev.qemupod.supervisor.log.LogOutput;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.time.Duration;
import java.util.List;

/** The entry point, and the only place that ends the process. */
public final class Main {
  /** A stderr that is read takes milliseconds; one that is not must not hold up the exit. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  private final LogOutput err = new LogOutput(new FileOutputStream(FileDescriptor.err));
  private final Program program =
      new Program(System.getenv(), System.out, err, new SteadyClock(), this::exit);

  private Main() {}

  /** Runs the command that the arguments ask for and exits with its code. */
  public static void main(String[] arguments) {
    Main main = new Main();
    // An uncaught exception must not wait for stderr either.
    System.setErr(main.err.stream());
    main.exit(main.program.run(List.of(arguments)));
  }

  /** Ends the process with this code. */
  private void exit(int code) {
    System.out.flush();
    drain();
    program.exitQuickly(code);
    // Not System.exit: no shutdown hook is registered, and by now nothing may hold the exit up.
    Runtime.getRuntime().halt(code);
  }

  private void drain() {
    try {
      var _ = err.drain(LAST_WORDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
