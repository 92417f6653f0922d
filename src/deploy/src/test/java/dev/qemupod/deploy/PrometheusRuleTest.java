package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PrometheusRuleTest {
  private static final Path RESOURCE =
      Deployed.ROOT.resolve("components/prometheus-rule/prometheus-rule.yaml");

  private static final String HEAD =
      """
      # Generated from src/deploy/alerts/qemu-pod.rules.yaml: ./dev docs writes it.
      apiVersion: monitoring.coreos.com/v1
      kind: PrometheusRule
      metadata:
        name: qemu-pod
        labels:
          app.kubernetes.io/name: qemu-pod
      spec:
      """;

  @Test
  void itIsTheRuleFile() throws Exception {
    GeneratedFile.assertCurrent(RESOURCE, HEAD + indented(Files.readString(Deployed.RULES)));
    assertEquals(
        Deployed.documents(Deployed.RULES).getFirst(),
        Deployed.documents(RESOURCE).getFirst().path("spec"));
  }

  private static String indented(String rules) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String line : rules.substring(rules.indexOf("groups:")).lines().toList()) {
      text.append(line.isEmpty() ? "" : "  " + line).append('\n');
    }
    return text.toString();
  }
}
