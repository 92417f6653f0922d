package dev.qemupod.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What README shows is what PrometheusIT recorded of the dashboard as it is now. */
class PictureTest {
  private static final Path PICTURES = Deployed.REPOSITORY.resolve("src/docs/pictures");
  private static final String STALE =
      "recorded of another dashboard: src/docs/pictures/README.md says how to record it anew";

  @Test
  void thePictureIsOfTheRecording() throws Exception {
    GeneratedFile.assertCurrent(PICTURES.resolve("dashboard.svg"), Picture.of(recording()));
  }

  @Test
  void theRecordingIsOfTheDashboard() throws Exception {
    JsonNode dashboard = new ObjectMapper().readTree(Files.readString(Deployed.DASHBOARD));
    assertFalse(recording().path("panels").isEmpty());
    for (JsonNode recorded : recording().path("panels")) {
      JsonNode panel = panel(dashboard, recorded.path("title").asText());
      assertEquals(panel.at("/fieldConfig/defaults/unit"), recorded.path("unit"), STALE);
      assertEquals(panel.path("targets").findValues("expr"), recorded.findValues("expr"), STALE);
    }
  }

  @Test
  void everyPanelShowsSomething() throws Exception {
    for (JsonNode panel : recording().path("panels")) {
      assertTrue(panel.path("series").size() > 0, panel.path("title")::asText);
      panel
          .path("series")
          .forEach(series -> assertTrue(series.path("points").size() > 1, series::toString));
    }
  }

  @Test
  void nothingIsDrawnWhereNothingWasMeasured() throws Exception {
    String svg =
        Picture.of(
            new ObjectMapper()
                .readTree(
                    """
                    {"seconds": 10, "panels": [{"title": "a <b", "unit": "none", "series": [
                      {"legend": "x", "points": [[0, 1], [1, 1], [5, 1], [6, 1]]}]}]}
                    """));
    assertEquals(2, svg.split("<polyline", -1).length - 1, svg);
    assertTrue(svg.contains("a &lt;b"), svg);
  }

  private static JsonNode panel(JsonNode dashboard, String title) {
    for (JsonNode panel : dashboard.path("panels")) {
      if (panel.path("type").asText().equals("timeseries")
          && panel.path("title").asText().equals(title)) {
        return panel;
      }
    }
    throw new AssertionError(title + " is no panel: " + STALE);
  }

  private static JsonNode recording() throws Exception {
    return new ObjectMapper().readTree(Files.readString(PICTURES.resolve("dashboard.json")));
  }
}
