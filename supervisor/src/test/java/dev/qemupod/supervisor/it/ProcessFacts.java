package dev.qemupod.supervisor.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the kernel says of a process (proc(5)). */
final class ProcessFacts {
  private ProcessFacts() {}

  /** Its open descriptors and where each leads, such as {@code pipe}. */
  static Map<Integer, String> descriptors(ProcessHandle process) throws IOException {
    Map<Integer, String> descriptors = new TreeMap<>();
    try (Stream<Path> entries = Files.list(folder(process).resolve("fd"))) {
      for (Path entry : entries.toList()) {
        String target = Files.readSymbolicLink(entry).toString();
        int colon = target.indexOf(':');
        descriptors.put(
            Integer.parseInt(entry.getFileName().toString()),
            colon < 0 ? target : target.substring(0, colon));
      }
    }
    return descriptors;
  }

  /** A line of its status, such as {@code SigBlk}. */
  static String status(ProcessHandle process, String name) throws IOException {
    for (String line : Files.readAllLines(folder(process).resolve("status"))) {
      if (line.startsWith(name + ":")) {
        return line.substring(name.length() + 1).strip();
      }
    }
    throw new IOException("no " + name);
  }

  /** Whether it has a handler for the signal, by SigCgt, whose lowest bit is signal 1. */
  static boolean catches(ProcessHandle process, int signal) {
    try {
      long caught = Long.parseUnsignedLong(status(process, "SigCgt"), 16);
      return (caught >> (signal - 1) & 1) == 1;
    } catch (IOException gone) {
      throw new UncheckedIOException(gone);
    }
  }

  /** The names of its variables, sorted. */
  static List<String> variables(ProcessHandle process) throws IOException {
    String environment =
        Files.readString(folder(process).resolve("environ"), StandardCharsets.ISO_8859_1);
    List<String> names = new ArrayList<>();
    for (String variable : environment.split("\0", 0)) {
      names.add(variable.substring(0, Math.max(0, variable.indexOf('='))));
    }
    Collections.sort(names);
    return names;
  }

  /** Its state, such as {@code T} for stopped; nothing once it is gone and waited for. */
  static Optional<Character> state(long pid) {
    return stat(pid, 0).map(text -> text.charAt(0));
  }

  /** The session it belongs to. */
  static String session(long pid) {
    return stat(pid, 3).orElseThrow();
  }

  /** How many ended children nobody has waited for. */
  static long zombies(ProcessHandle parent) {
    return parent.children().filter(child -> state(child.pid()).equals(Optional.of('Z'))).count();
  }

  /** A field of its stat, counted from the state: the name before may hold blanks. */
  private static Optional<String> stat(long pid, int field) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[field]);
    } catch (NoSuchFileException gone) {
      return Optional.empty();
    } catch (IOException gone) {
      if (String.valueOf(gone.getMessage()).contains("No such process")) {
        return Optional.empty();
      }
      throw new UncheckedIOException(gone);
    }
  }

  private static Path folder(ProcessHandle process) {
    return Path.of("/proc", Long.toString(process.pid()));
  }
}
