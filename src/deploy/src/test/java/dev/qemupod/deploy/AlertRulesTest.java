package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.qemupod.supervisor.lifecycle.StartupStage;
import dev.qemupod.supervisor.qmp.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlertRulesTest {
  private static final Path RUNBOOK = Deployed.REPOSITORY.resolve("src/docs/runbook.md");

  static List<JsonNode> alerts() throws IOException {
    List<JsonNode> alerts = new ArrayList<>();
    for (JsonNode group : Deployed.documents(Deployed.RULES).getFirst().path("groups")) {
      group.path("rules").forEach(alerts::add);
    }
    return alerts;
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void itUsesOnlyWhatIsExported(JsonNode alert) {
    KnownNames.assertKnown(alert.path("expr").asText());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void itSaysHowSevereItIsAndWhatItMeans(JsonNode alert) {
    String severity = alert.at("/labels/severity").asText();
    assertTrue(Set.of("critical", "warning", "info").contains(severity), severity);
    for (String annotation : List.of("summary", "description")) {
      assertTrue(alert.at("/annotations/" + annotation).asText().endsWith("."), annotation);
    }
    String summary = alert.at("/annotations/summary").asText();
    assertTrue(summary.contains("{{ $labels.namespace }}/{{ $labels.pod }}"), summary);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void itsRunbookHasItsSection(JsonNode alert) throws Exception {
    String name = alert.path("alert").asText();
    assertEquals(
        "src/docs/runbook.md#" + name.toLowerCase(Locale.ROOT),
        alert.at("/annotations/runbook_url").asText());
    assertTrue(headings().contains(name), () -> RUNBOOK + " has no section " + name);
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void itHasCasesInWhichItFiresAndInWhichItIsSilent(JsonNode alert) throws Exception {
    List<Boolean> fires = new ArrayList<>();
    for (JsonNode expectation : expectations()) {
      if (expectation.path("alertname").equals(alert.path("alert"))) {
        fires.add(!expectation.path("exp_alerts").isEmpty());
      }
    }
    assertTrue(fires.contains(true), "no case in which it fires");
    assertTrue(fires.contains(false), "no case in which it is silent");
  }

  /** Of an alert that does not exist promtool finds that it is silent. */
  @Test
  void everyCaseIsOfAnAlertThatExists() throws Exception {
    Set<String> names = names();
    for (JsonNode expectation : expectations()) {
      String name = expectation.path("alertname").asText();
      assertTrue(names.contains(name), name);
    }
  }

  @Test
  void everySectionOfTheRunbookIsOfAnAlert() throws Exception {
    assertEquals(names(), new TreeSet<>(headings()));
  }

  /** A misspelled value is no error for Prometheus: the alert would be silent for ever. */
  @Test
  void statesAndStagesAreSpelledAsTheyAreExported() throws Exception {
    Set<String> states =
        Arrays.stream(RunState.values()).map(RunState::qapiName).collect(Collectors.toSet());
    Set<String> stages =
        Arrays.stream(StartupStage.values())
            .map(stage -> stage.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.toSet());
    for (JsonNode alert : alerts()) {
      String expression = alert.path("expr").asText();
      assertEquals(Set.of(), without(values(expression, "state"), states), expression);
      assertEquals(Set.of(), without(values(expression, "stage"), stages), expression);
    }
  }

  private static Set<String> values(String expression, String label) {
    Set<String> values = new TreeSet<>();
    Matcher matcher = Pattern.compile("\\b" + label + "=~?\"([^\"]+)\"").matcher(expression);
    while (matcher.find()) {
      values.addAll(Arrays.asList(matcher.group(1).split("\\|", -1)));
    }
    return values;
  }

  private static Set<String> without(Set<String> values, Set<String> known) {
    Set<String> rest = new TreeSet<>(values);
    rest.removeAll(known);
    return rest;
  }

  private static Set<String> names() throws IOException {
    return alerts().stream()
        .map(alert -> alert.path("alert").asText())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> headings() throws IOException {
    return Files.readString(RUNBOOK)
        .lines()
        .filter(line -> line.startsWith("## "))
        .map(line -> line.substring(3))
        .toList();
  }

  private static List<JsonNode> expectations() throws IOException {
    List<JsonNode> expectations = new ArrayList<>();
    for (Path file : Deployed.files(Deployed.ROOT.resolve("alerts"), ".test.yaml")) {
      for (JsonNode test : Deployed.documents(file).getFirst().path("tests")) {
        test.path("alert_rule_test").forEach(expectations::add);
      }
    }
    assertFalse(expectations.isEmpty());
    return expectations;
  }
}
