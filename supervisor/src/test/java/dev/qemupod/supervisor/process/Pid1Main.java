package dev.qemupod.supervisor.process;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import sun.misc.Signal;

/** A small init, run by {@link ReaperIT} in a process namespace of its own. */
final class Pid1Main {
  private static final int CHURN = 200;
  private static final int OWN = 500;
  private final ProcessTable table = new ProcessTable();
  private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private Pid1Main() {}

  public static void main(String[] args) throws Exception {
    Pid1Main main = new Pid1Main();
    switch (args[0]) {
      case "churn" -> main.churn(false);
      case "churn-once-ready" -> main.churn(true);
      case "flood" -> main.flood(args[1], Integer.parseInt(args[2]));
      case "unheard" -> main.unheard();
      case "signals" -> main.signals();
      case "terminal" -> main.terminal();
      case "exit-while-reading" -> main.exitWhileReading();
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private ChildProcess shell(String script) throws LaunchFailure {
    return ChildProcess.spawn(List.of("/bin/sh", "-c", script), table);
  }

  /** Children with known codes, each leaving two orphans that end while others are spawned. */
  private void churn(boolean onceReady) throws Exception {
    ChildProcess longLived = shell("read line; exit 7");
    Reaper reaper = Reaper.start(table, this::warned);
    if (onceReady) {
      eventually(reaper::ready);
    }
    List<ChildProcess> children = new ArrayList<>();
    for (int number = 0; number < CHURN; number++) {
      int code = number % 128;
      children.add(shell("sleep 0.0" + number % 10 + " & sleep 0.1 & exit " + code));
    }
    int exact = 0;
    for (int number = 0; number < CHURN; number++) {
      ExitStatus status = children.get(number).onExit().get(60, TimeUnit.SECONDS);
      if (status.equals(new ExitStatus.Exited(number % 128))) {
        exact++;
      }
    }
    boolean all = eventually(() -> reaper.orphansReaped() >= 2 * CHURN);
    longLived.stdin().close();
    out.println("pid " + ProcessHandle.current().pid());
    out.println("exact " + exact);
    out.println("long-lived " + longLived.onExit().get(60, TimeUnit.SECONDS));
    out.println("orphans " + reaper.orphansReaped() + " " + all);
    boolean counted = eventually(() -> reaper.childrenReaped() == CHURN + 1);
    out.println("children " + reaper.childrenReaped() + " " + counted);
    out.println("zombies " + zombies());
    reaper.exitNow(42);
  }

  /** Orphans that end one by one while the others live, and children with known codes beside. */
  private void flood(String stub, int count) throws Exception {
    ChildProcess maker =
        ChildProcess.spawn(List.of(stub, "-stub", "serve,orphans=" + count), table);
    Reaper reaper = Reaper.start(table, this::warned);
    List<ChildProcess> children = new ArrayList<>();
    for (int number = 0; number < OWN; number++) {
      children.add(shell("exit " + number % 128));
    }
    int exact = 0;
    for (int number = 0; number < OWN; number++) {
      ExitStatus status = children.get(number).onExit().get(60, TimeUnit.SECONDS);
      if (status.equals(new ExitStatus.Exited(number % 128))) {
        exact++;
      }
    }
    boolean all = eventually(() -> reaper.orphansReaped() == count);
    maker.kill();
    out.println("exact " + exact + " " + maker.onExit().get(60, TimeUnit.SECONDS));
    out.println("orphans " + reaper.orphansReaped() + " " + all);
    out.println("zombies " + zombies());
    reaper.exitNow(42);
  }

  /** An orphan that ends while no signal arrives. */
  private void unheard() throws Exception {
    shell("exit 0").onExit().get(60, TimeUnit.SECONDS);
    Reaper reaper = Reaper.start(table, this::warned);
    // It looks once more after it is ready, and would find what is to be left.
    eventually(() -> reaper.ready() && !isAlive("reaper"));
    Signal.handle(new Signal("CHLD"), signal -> {});
    shell("exit 0 & exit 0").onExit().get(60, TimeUnit.SECONDS);
    for (int look = 0; look < 60_000 && zombies() == 0; look++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    out.println("before " + reaper.orphansReaped());
    reaper.look();
    out.println("after " + reaper.orphansReaped() + ", zombies " + zombies());
    reaper.exitNow(42);
  }

  private static boolean isAlive(String thread) {
    return Thread.getAllStackTraces().keySet().stream()
        .anyMatch(one -> one.getName().equals(thread));
  }

  private void warned(String warning) {
    out.println("warning " + warning);
  }

  private void signals() throws Exception {
    Signals signals = Signals.install();
    String tell = "kill -USR1 $PPID; kill -TERM $PPID; kill -INT $PPID; kill -HUP $PPID";
    shell(tell).onExit().get(60, TimeUnit.SECONDS);
    BlockingQueue<String> received = new LinkedBlockingQueue<>();
    signals.deliverTo(received::add);
    List<String> early = new ArrayList<>();
    for (int count = 0; count < 4; count++) {
      early.add(received.poll(30, TimeUnit.SECONDS));
    }
    out.println("early " + early.stream().sorted().toList());
    shell("kill -TERM $PPID").onExit().get(60, TimeUnit.SECONDS);
    out.println("late " + received.poll(30, TimeUnit.SECONDS));
    out.println("more " + received.size());
  }

  /** Ends while a thread sits in read(0), as the console's does. */
  private void exitWhileReading() throws Exception {
    shell("exit 0").onExit().get(60, TimeUnit.SECONDS);
    Reaper reaper = Reaper.start(table, this::warned);
    Thread reader = new Thread(Pid1Main::readStdin, "reader");
    reader.setDaemon(true);
    reader.start();
    shell("exit 0 & exit 0").onExit().get(60, TimeUnit.SECONDS);
    eventually(() -> reaper.orphansReaped() == 1);
    out.println("exiting");
    reaper.exitNow(42);
  }

  private void terminal() throws Exception {
    String before = settings();
    Optional<Terminal> terminal = Terminal.makeRaw(table);
    String raw = settings();
    out.println("terminal " + terminal.isPresent());
    out.println("before " + before.contains(" icanon") + " " + before.contains(" echo "));
    out.println("raw " + raw.contains("-icanon") + " " + raw.contains("-echo "));
    out.println("signals to the guest " + raw.contains("-isig"));
    out.println("output processed " + !raw.contains("-opost"));
    out.println("restored " + terminal.map(Terminal::restore).orElse(false));
    out.println("as before " + before.equals(settings()));
  }

  private static String settings() throws IOException {
    Process stty =
        new ProcessBuilder("stty", "-a").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
    return new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static void readStdin() {
    try {
      System.in.read();
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  private static boolean eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return true;
  }

  private static long zombies() throws IOException {
    long count = 0;
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      for (Path entry : entries.filter(path -> isNumber(path)).toList()) {
        String stat = stat(entry);
        if (stat.substring(stat.lastIndexOf(')') + 1).startsWith(" Z")) {
          count++;
        }
      }
    }
    return count;
  }

  /** Empty for a process that has gone meanwhile, as one of somebody else's may: no zombie. */
  private static String stat(Path process) throws IOException {
    try {
      return Files.readString(process.resolve("stat"));
    } catch (IOException gone) {
      if (Files.exists(process)) {
        throw gone;
      }
      return "";
    }
  }

  private static boolean isNumber(Path path) {
    return path.getFileName().toString().chars().allMatch(Character::isDigit);
  }
}
