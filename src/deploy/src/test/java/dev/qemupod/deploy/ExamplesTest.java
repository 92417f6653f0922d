package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
  /** It is what its first line says: the least there is to write. */
  private static final String LEAST = "minimal.yaml";

  static List<Path> examples() throws IOException {
    return Deployed.files(Deployed.ROOT.resolve("examples"), ".yaml");
  }

  @ParameterizedTest
  @MethodSource("examples")
  void kubernetesAndTheSupervisorTakeIt(Path file, @TempDir Path folder) throws Exception {
    Bundle bundle = bundle(file);
    assertFalse(bundle.workloads().isEmpty());
    assertEquals(List.of(), HouseRules.broken(bundle, folder));
  }

  @ParameterizedTest
  @MethodSource("examples")
  void itsPodsAreRestricted(Path file) throws Exception {
    for (Bundle.Workload workload : bundle(file).workloads()) {
      List<String> violations = PodSecurity.violations(workload.spec());
      assertEquals(file.endsWith(LEAST), !violations.isEmpty(), violations::toString);
    }
  }

  private static Bundle bundle(Path file) throws IOException {
    return Bundle.of(file.getFileName().toString(), Files.readString(file));
  }
}
