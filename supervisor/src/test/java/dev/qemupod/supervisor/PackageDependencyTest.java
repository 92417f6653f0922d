package dev.qemupod.supervisor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Data flows one way: a package imports only what stands before it in the flow. */
class PackageDependencyTest {
  private static final String BASE = "dev.qemupod.supervisor";
  private static final Path SOURCES = Path.of("src/main/java/dev/qemupod/supervisor");

  /** From the environment to the metrics; the root package comes last and may import all. */
  private static final List<String> FLOW =
      List.of(
          "log",
          "config",
          "host",
          "sizing",
          "machine",
          "argv",
          "fetch",
          "storage",
          "provision",
          "process",
          "qmp",
          "agent",
          "console",
          "lifecycle",
          "metrics",
          "http",
          "cli",
          "");

  /** Libraries that only some packages may know. */
  private static final Map<String, Set<String>> LIBRARIES =
      Map.of(
          "jnr.unixsocket", Set.of("qmp"),
          "jnr.enxio", Set.of("qmp"),
          "jnr.posix", Set.of("process"),
          "jnr.ffi", Set.of("process"),
          "com.fasterxml.jackson", Set.of("qmp", "agent", "provision"),
          "io.micrometer", Set.of("metrics"),
          "io.prometheus", Set.of("metrics"),
          "com.sun.net.httpserver", Set.of("http"));

  @Test
  void everyPackageStandsInTheFlow() throws IOException {
    try (Stream<Path> entries = Files.list(SOURCES)) {
      List<String> unknown =
          entries
              .filter(Files::isDirectory)
              .map(folder -> folder.getFileName().toString())
              .filter(name -> !FLOW.contains(name))
              .toList();
      assertEquals(List.of(), unknown);
    }
  }

  @Test
  void noPackageImportsALaterOne() throws IOException {
    List<String> offences = new ArrayList<>();
    for (Import found : imports()) {
      if (!found.name().startsWith(BASE)) {
        continue;
      }
      String imported = packageOf(found.name().substring(BASE.length()));
      if (FLOW.indexOf(imported) > FLOW.indexOf(found.importer())) {
        offences.add(found.toString());
      }
    }
    assertEquals(List.of(), offences);
  }

  @Test
  void eachLibraryStaysInItsPackage() throws IOException {
    List<String> offences = new ArrayList<>();
    for (Import found : imports()) {
      LIBRARIES.forEach(
          (library, allowed) -> {
            if (found.name().startsWith(library) && !allowed.contains(found.importer())) {
              offences.add(found.toString());
            }
          });
    }
    assertEquals(List.of(), offences);
  }

  @Test
  void onlyMainEndsTheProcess() throws IOException {
    List<String> offences = new ArrayList<>();
    for (Path file : sources()) {
      String text = Files.readString(file);
      boolean exits = text.contains("System.exit(") || text.contains(".halt(");
      if (exits && !file.getFileName().toString().equals("Main.java")) {
        offences.add(file.toString());
      }
    }
    assertEquals(List.of(), offences);
  }

  private record Import(Path file, String importer, String name) {}

  private static List<Import> imports() throws IOException {
    List<Import> found = new ArrayList<>();
    for (Path file : sources()) {
      Path folder = SOURCES.relativize(file).getParent();
      String importer = folder == null ? "" : folder.getName(0).toString();
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("import ")) {
          String name = line.replace("import ", "").replace("static ", "").replace(";", "");
          found.add(new Import(file, importer, name.trim()));
        }
      }
    }
    assertTrue(found.size() > 100, "the sources were not found");
    return found;
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES)) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /**
   * The package of what follows the base: {@code .qmp.QmpClient} is in qmp, {@code .Main} in "".
   */
  private static String packageOf(String rest) {
    int end = rest.indexOf('.', 1);
    return end > 0 && Character.isLowerCase(rest.charAt(1)) ? rest.substring(1, end) : "";
  }
}
