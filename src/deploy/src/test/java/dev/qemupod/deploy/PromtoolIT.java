package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PromtoolIT {
  private static final Path ALERTS = Deployed.ROOT.resolve("alerts");

  @Test
  void theRulesAreRules() throws Exception {
    String said =
        Tool.run(
            ALERTS,
            "promtool",
            "check",
            "rules",
            "--lint=all",
            "--lint-fatal",
            "qemu-pod.rules.yaml");
    assertTrue(said.contains("SUCCESS"), said);
  }

  static List<Path> cases() throws IOException {
    return Deployed.files(ALERTS, ".test.yaml");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theAlertsFireWhenTheyShould(Path file) throws Exception {
    String said = Tool.run(ALERTS, "promtool", "test", "rules", file.getFileName().toString());
    assertTrue(said.contains("SUCCESS"), said);
  }
}
