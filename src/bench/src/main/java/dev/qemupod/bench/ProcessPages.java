package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads the pages of a process by kind, as proc(5) describes them. */
final class ProcessPages {
  private static final String SIZE = "Size:";
  private static final String RESIDENT = "Rss:";

  private final Path directory;

  ProcessPages(long pid) {
    this(Path.of("/proc", Long.toString(pid)));
  }

  ProcessPages(Path directory) {
    this.directory = directory;
  }

  /** Resident bytes, without a walk through the pages. */
  record Kinds(long anonymous, long file, long shared) {}

  Kinds kinds() throws IOException {
    List<String> lines = Files.readAllLines(directory.resolve("status"));
    return new Kinds(value(lines, "RssAnon:"), value(lines, "RssFile:"), value(lines, "RssShmem:"));
  }

  private static long value(List<String> lines, String name) {
    for (String line : lines) {
      if (line.startsWith(name)) {
        return bytes(line, name);
      }
    }
    return 0; // a process that is ending has none
  }

  /** The resident bytes of the largest mapping, which in qemu is the guest's RAM. */
  long largestMapping() throws IOException {
    long largest = 0;
    long size = 0;
    long resident = 0;
    for (String line : Files.readAllLines(directory.resolve("smaps"))) {
      if (line.startsWith(SIZE)) {
        size = bytes(line, SIZE);
      } else if (line.startsWith(RESIDENT) && size > largest) {
        largest = size;
        resident = bytes(line, RESIDENT);
      }
    }
    return resident;
  }

  /**
   * The resident bytes of the mappings that are written to and executed, which in qemu is what TCG
   * has translated.
   */
  long translatedCode() throws IOException {
    long sum = 0;
    boolean code = false;
    for (String line : Files.readAllLines(directory.resolve("smaps"))) {
      if (line.contains(" rwxp ") || line.contains(" rwxs ")) {
        code = true;
      } else if (code && line.startsWith(RESIDENT)) {
        sum += bytes(line, RESIDENT);
        code = false;
      }
    }
    return sum;
  }

  private static long bytes(String line, String name) {
    return Long.parseLong(line.substring(name.length()).replace(" kB", "").strip()) << 10;
  }
}
