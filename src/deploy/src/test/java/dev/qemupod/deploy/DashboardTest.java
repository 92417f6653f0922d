package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardTest {
  private static final Path PANELS = Deployed.ROOT.resolve("dashboard/panels.yaml");

  /** kubectl apply keeps a second copy of a ConfigMap in an annotation, which has 256 KiB. */
  private static final int MOST_BYTES = 200_000;

  static List<String> expressions() throws IOException {
    List<String> expressions = new ArrayList<>();
    for (JsonNode panel : dashboard().path("panels")) {
      panel.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
    }
    assertFalse(expressions.isEmpty());
    return expressions;
  }

  @Test
  void itIsMadeOfThePanels() throws Exception {
    String text = Dashboard.of(Deployed.documents(PANELS).getFirst());
    GeneratedFile.assertCurrent(Deployed.DASHBOARD, text);
    assertTrue(text.length() < MOST_BYTES, () -> text.length() + " bytes");
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void aQueryUsesOnlyWhatIsExported(String expression) {
    KnownNames.assertKnown(expression);
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void aQueryIsOfTheChosenPod(String expression) {
    PromQuery.of(expression)
        .metrics()
        .forEach(
            (metric, labels) -> assertTrue(labels.containsAll(Set.of("namespace", "pod")), metric));
  }

  @Test
  void aVariableIsAskedOfAMetricThatExists() throws Exception {
    List<String> names = new ArrayList<>();
    for (JsonNode variable : dashboard().at("/templating/list")) {
      names.add(variable.path("name").asText());
      if (variable.path("type").asText().equals("query")) {
        String definition = variable.path("definition").asText();
        KnownNames.assertKnown(
            definition.substring("label_values(".length(), definition.lastIndexOf(',')));
      }
    }
    assertEquals(List.of("datasource", "namespace", "pod"), names);
  }

  @Test
  void noPanelCoversAnother() throws Exception {
    Set<String> taken = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard().path("panels")) {
      assertTrue(ids.add(panel.path("id").asInt()), panel::toPrettyString);
      JsonNode at = panel.path("gridPos");
      assertTrue(at.path("x").asInt() + at.path("w").asInt() <= 24, panel::toPrettyString);
      for (int x = 0; x < at.path("w").asInt(); x++) {
        for (int y = 0; y < at.path("h").asInt(); y++) {
          String cell = (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
          assertTrue(taken.add(cell), panel::toPrettyString);
        }
      }
    }
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(Files.readString(Deployed.DASHBOARD));
  }
}
