package dev.qemupod.supervisor.process;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What is put before qemu's command line, so that no signal meant for the supervisor reaches qemu
 * too and cuts the guest's power, and so that qemu never outlives the supervisor.
 *
 * <p>A terminal's Ctrl-C and {@code timeout} signal a whole process group, so qemu gets a session
 * of its own (setsid(1)): where the supervisor is not PID 1, and where there is a terminal. The end
 * of PID 1 is the end of everything in its namespace (pid_namespaces(7)); elsewhere qemu gets a
 * parent-death signal (PR_SET_PDEATHSIG of prctl(2), by util-linux's setpriv(1), which busybox's
 * lacks). As PID 1 without a terminal, the usual pod, neither is needed, and the millisecond that
 * each takes is saved.
 *
 * @param words put before the command line; each program replaces itself by the next one
 * @param warning what is missing, in a sentence, or an empty string
 */
public record Detachment(List<String> words, String warning) {
  private static final String DEFAULT_PATH = "/usr/local/bin:/bin:/usr/bin";

  public Detachment {
    words = List.copyOf(words);
  }

  /** What is needed by this process. */
  public static Detachment needed() {
    String path = System.getenv("PATH");
    return of(
        isFirst(),
        Terminal.mayBeTerminal(Path.of("/proc/self/fd/0")),
        path == null ? DEFAULT_PATH : path);
  }

  /**
   * Whether this is PID 1. Not by {@code ProcessHandle}, which makes the JDK's reaper threads and
   * their lambdas ready: milliseconds before qemu is started. If it can not be known, it is not.
   */
  private static boolean isFirst() {
    try (FileInputStream stat = new FileInputStream("/proc/self/stat")) {
      return stat.read() == '1' && stat.read() == ' ';
    } catch (IOException unreadable) {
      return false;
    }
  }

  /**
   * What is needed there.
   *
   * @param first whether the supervisor is PID 1
   * @param terminal whether its standard input may be a terminal
   * @param path the value of PATH
   */
  static Detachment of(boolean first, boolean terminal, String path) {
    List<String> words = new ArrayList<>();
    StringBuilder warning = new StringBuilder();
    if (!first) {
      String setpriv = find("setpriv", path);
      if (setpriv.isEmpty()) {
        warning.append(
            "This is not PID 1, and setpriv of util-linux is not in PATH: if the supervisor is"
                + " killed, qemu stays behind; install setpriv. ");
      } else {
        words.addAll(List.of(setpriv, "--pdeathsig", "KILL"));
      }
    }
    if (!first || terminal) {
      String setsid = find("setsid", path);
      if (setsid.isEmpty()) {
        warning.append(
            "setsid is not in PATH: Ctrl-C reaches qemu too and cuts the guest's power; install"
                + " util-linux or busybox. ");
      } else {
        words.add(setsid);
      }
    }
    return new Detachment(words, warning.toString().strip());
  }

  /** The program's path, or an empty string; a setpriv that is busybox is none. */
  private static String find(String name, String path) {
    for (int start = 0; start <= path.length(); ) {
      int colon = path.indexOf(':', start);
      int end = colon < 0 ? path.length() : colon;
      File file = new File(start == end ? "." : path.substring(start, end), name);
      if (file.isFile() && file.canExecute() && !(name.equals("setpriv") && isBusybox(file))) {
        return file.getPath();
      }
      start = end + 1;
    }
    return "";
  }

  private static boolean isBusybox(File file) {
    try {
      return file.getCanonicalFile().getName().contains("busybox");
    } catch (IOException unreadable) {
      return true;
    }
  }
}
