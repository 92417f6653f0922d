package dev.qemupod.bench;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a library takes of a Java process.
 *
 * @param classes of it that are loaded; each takes 3 to 4 KiB of the archive of classes
 * @param heapKibibytes of its objects that live, without what they refer to
 */
record LibraryCost(int classes, double heapKibibytes) {
  /** The rest of the classes, such as those that the machine makes. */
  static final String OTHER = "other";

  /** Of all libraries: the bytes of their texts and buffers. */
  static final String PRIMITIVES = "arrays of numbers";

  private record Library(String name, List<String> packages) {
    boolean has(String type) {
      return packages.stream().anyMatch(type::startsWith);
    }
  }

  /** The first that has a class is the one whose it is. */
  private static final List<Library> LIBRARIES =
      List.of(
          new Library("the supervisor", List.of("dev.qemupod.")),
          new Library("jackson", List.of("com.fasterxml.jackson.")),
          new Library("micrometer, prometheus", List.of("io.micrometer.", "io.prometheus.")),
          new Library("jnr, jffi", List.of("jnr.", "com.kenai.jffi.")),
          new Library("the JDK's HTTP server", List.of("sun.net.httpserver.", "com.sun.net.")),
          new Library("the JDK", List.of("java.", "javax.", "jdk.", "sun.", "com.sun.")));

  /** A row of VM.classes: address, size, state, flags if there are any, name. */
  private static final Pattern LOADED = Pattern.compile("(?m)^0x\\p{XDigit}+ .* (\\S+) *$");

  /** A row of GC.class_histogram: number, instances, bytes, name, module. */
  private static final Pattern LIVING = Pattern.compile("(?m)^ *\\d+: +\\d+ +(\\d+) +(\\S+)");

  private static final double KIBIBYTE = 1024;

  /** Of a Java process, the garbage not counted. */
  static Map<String, LibraryCost> look(Layout layout, long pid)
      throws IOException, InterruptedException, BenchException {
    return of(Jcmd.ask(layout, pid, "VM.classes"), Jcmd.ask(layout, pid, "GC.class_histogram"));
  }

  /** Of the machine's answers to VM.classes and GC.class_histogram. */
  static Map<String, LibraryCost> of(String classes, String histogram) throws BenchException {
    Map<String, LibraryCost> costs = new LinkedHashMap<>();
    Matcher loaded = LOADED.matcher(classes);
    while (loaded.find()) {
      costs.merge(library(loaded.group(1)), new LibraryCost(1, 0), LibraryCost::plus);
    }
    Matcher living = LIVING.matcher(histogram);
    while (living.find()) {
      double kibibytes = Long.parseLong(living.group(1)) / KIBIBYTE;
      costs.merge(library(living.group(2)), new LibraryCost(0, kibibytes), LibraryCost::plus);
    }
    if (costs.size() <= 1) {
      throw new BenchException("this is no list of classes: " + classes + histogram);
    }
    return costs;
  }

  private LibraryCost plus(LibraryCost more) {
    return new LibraryCost(classes + more.classes, heapKibibytes + more.heapKibibytes);
  }

  /** Of a class, or of an array as the machine names it: {@code [[Ljava.lang.String;}. */
  private static String library(String type) {
    String element = type.replaceFirst("^\\[+L?", "");
    if (type.startsWith("[") && element.length() == 1) {
      return PRIMITIVES;
    }
    return LIBRARIES.stream()
        .filter(library -> library.has(element))
        .map(Library::name)
        .findFirst()
        .orElse(OTHER);
  }
}
