package dev.qemupod.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Where and of what something was measured.
 *
 * @param revision of the source, with "+changes" if some are not committed, or "unknown"
 * @param kvm whether /dev/kvm is there
 * @param loadAverage of the minute before
 */
record Machine(
    String revision,
    String processor,
    int processors,
    long memoryMebibytes,
    String kernel,
    String system,
    boolean kvm,
    String jdk,
    String qemu,
    String loadAverage) {

  /** This machine, now. */
  static Machine read(Layout layout, String path)
      throws IOException, InterruptedException, BenchException {
    return new Machine(
        revision(layout, path),
        value(Path.of("/proc/cpuinfo"), "model name", ":"),
        Runtime.getRuntime().availableProcessors(),
        Long.parseLong(value(Path.of("/proc/meminfo"), "MemTotal", ":").replace(" kB", "")) / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        value(Path.of("/etc/os-release"), "PRETTY_NAME", "=").replace("\"", ""),
        Files.exists(Path.of("/dev/kvm")),
        System.getProperty("java.vendor.version", "") + " " + Runtime.version(),
        tool(layout, path, "qemu-system-x86_64", "--version").lines().findFirst().orElse(""),
        Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
  }

  private static String revision(Layout layout, String path)
      throws IOException, InterruptedException {
    try {
      return tool(
          layout,
          path,
          "git",
          "describe",
          "--always",
          "--abbrev=12",
          "--dirty=+changes",
          "--exclude=*");
    } catch (BenchException _) {
      return "unknown"; // an archive of the sources has no history
    }
  }

  private static String tool(Layout layout, String path, String... command)
      throws IOException, InterruptedException, BenchException {
    return Commands.output(
        layout.work().resolve("tool.stderr"), Map.of("PATH", path), List.of(command));
  }

  private static String value(Path file, String name, String separator) throws IOException {
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(separator) + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
