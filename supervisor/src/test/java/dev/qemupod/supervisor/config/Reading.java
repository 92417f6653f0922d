package dev.qemupod.supervisor.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads an environment as tests write it down, and compares what a user would be told. */
final class Reading {
  static final HostFacts ROOT = new HostFacts(Arch.X86_64, "pod-1", 0);
  static final HostFacts NON_ROOT = new HostFacts(Arch.X86_64, "pod-1", 1024);
  static final HostFacts ARM = new HostFacts(Arch.AARCH64, "pod-1", 0);

  private Reading() {}

  /** Reads {@code NAME=value} pairs as root on x86_64. */
  static ConfigResult read(String... pairs) {
    return read(ROOT, pairs);
  }

  static ConfigResult read(HostFacts facts, String... pairs) {
    return new EnvReader(facts).read(environment(pairs), List.of());
  }

  /** The configuration, which must be free of errors. */
  static VmConfig config(String... pairs) {
    return config(ROOT, pairs);
  }

  static VmConfig config(HostFacts facts, String... pairs) {
    ConfigResult result = read(facts, pairs);
    assertEquals(List.of(), result.problems().errors());
    return result.config().orElseThrow();
  }

  /** The environment must give exactly these errors, in this order, as a user reads them. */
  static void assertErrors(HostFacts facts, List<String> pairs, String... sentences) {
    ConfigResult result = read(facts, pairs.toArray(String[]::new));
    assertEquals(List.of(sentences), sentences(result.problems().errors()));
    assertEquals(true, result.config().isEmpty());
  }

  static List<String> errors(ConfigResult result) {
    return sentences(result.problems().errors());
  }

  static List<String> warnings(ConfigResult result) {
    return sentences(result.problems().warnings());
  }

  static Map<String, String> environment(String... pairs) {
    LinkedHashMap<String, String> environment = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      environment.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return environment;
  }

  private static List<String> sentences(List<Problem> problems) {
    ArrayList<String> sentences = new ArrayList<>();
    for (Problem problem : problems) {
      sentences.add(problem.toString());
    }
    return sentences;
  }
}
