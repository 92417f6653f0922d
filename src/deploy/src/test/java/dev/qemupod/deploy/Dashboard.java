package dev.qemupod.deploy;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Writes Grafana's JSON of panels.yaml, for Grafana 10 and 11. */
final class Dashboard {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int COLUMNS = 24;
  private static final int HEIGHT = 7;
  private static final String OF_THE_POD = "namespace=\"$namespace\",pod=\"$pod\"";

  private final ArrayNode panels = JSON.arrayNode();
  private int x;
  private int y;
  private int height;

  private Dashboard() {}

  /** The dashboard's whole text. */
  static String of(JsonNode rows) throws IOException {
    Dashboard dashboard = new Dashboard();
    for (JsonNode row : rows) {
      dashboard.row(row);
    }
    DefaultIndenter indent = new DefaultIndenter("  ", "\n");
    DefaultPrettyPrinter printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(indent)
            .withArrayIndenter(indent);
    return new ObjectMapper().writer(printer).writeValueAsString(dashboard.page()) + "\n";
  }

  private ObjectNode page() {
    ObjectNode page = JSON.objectNode();
    page.put("uid", "qemu-pod");
    page.put("title", "qemu-pod: a VM");
    page.put("description", "One VM in its pod. Metrics: src/docs/metrics.md of qemu-pod.");
    page.putArray("tags").add("qemu-pod");
    page.put("schemaVersion", 39);
    page.put("version", 1);
    page.put("editable", true);
    // Crosshairs of all panels are at the same time.
    page.put("graphTooltip", 1);
    page.put("refresh", "30s");
    page.putObject("time").put("from", "now-1h").put("to", "now");
    ArrayNode variables = page.putObject("templating").putArray("list");
    variables
        .addObject()
        .put("name", "datasource")
        .put("label", "Data source")
        .put("type", "datasource")
        .put("query", "prometheus");
    variables.add(variable("namespace", "Namespace", "qemu_supervisor_build_info"));
    variables.add(variable("pod", "Pod", "qemu_supervisor_build_info{namespace=\"$namespace\"}"));
    page.set("panels", panels);
    return page;
  }

  private static ObjectNode variable(String label, String title, String metric) {
    String definition = "label_values(" + metric + ", " + label + ")";
    ObjectNode variable = JSON.objectNode();
    variable.put("name", label).put("label", title).put("type", "query");
    variable.set("datasource", datasource());
    variable.put("definition", definition);
    variable.putObject("query").put("query", definition).put("refId", label);
    // Whenever the time range changes; by name.
    return variable.put("refresh", 2).put("sort", 1);
  }

  private static ObjectNode datasource() {
    return JSON.objectNode().put("type", "prometheus").put("uid", "${datasource}");
  }

  private void row(JsonNode row) {
    nextLine();
    ObjectNode panel = panel("row", row.path("title").asText());
    place(panel, COLUMNS, 1);
    panel.put("collapsed", false).putArray("panels");
    row.path("panels").forEach(this::panel);
    nextLine();
  }

  private void panel(JsonNode from) {
    String type = from.path("type").asText();
    ObjectNode panel = panel(type, from.path("title").asText());
    if (from.has("description")) {
      panel.set("description", from.get("description"));
    }
    panel.set("datasource", datasource());
    place(panel, from.path("width").asInt(), from.path("height").asInt(HEIGHT));
    ObjectNode defaults = panel.putObject("fieldConfig").putObject("defaults");
    defaults.put("unit", from.path("unit").asText("none"));
    options(from, type, panel.putObject("options"), defaults);
    panel.withObject("/fieldConfig").putArray("overrides");
    ArrayNode targets = panel.putArray("targets");
    for (JsonNode query : from.path("queries")) {
      ObjectNode target = targets.addObject();
      target.put("refId", String.valueOf((char) ('A' + targets.size() - 1)));
      target.set("datasource", datasource());
      target.put("expr", query.path("expr").asText().replace("$vm", OF_THE_POD));
      target.set("legendFormat", query.get("legend"));
      // A number needs the present only.
      boolean now = type.equals("stat") || type.equals("bargauge");
      target.put("instant", now).put("range", !now);
    }
  }

  private static void options(JsonNode from, String type, ObjectNode options, ObjectNode defaults) {
    switch (type) {
      case "stat" -> {
        options.put("textMode", from.path("shows").asText().equals("names") ? "name" : "value");
        options.put("colorMode", "none").put("graphMode", "none");
        options.putObject("reduceOptions").putArray("calcs").add("lastNotNull");
      }
      case "bargauge" -> {
        options.put("orientation", "horizontal").put("displayMode", "basic");
        options.putObject("reduceOptions").putArray("calcs").add("lastNotNull");
      }
      case "state-timeline" -> {
        options.put("showValue", "never").put("mergeValues", true);
        options.putObject("legend").put("showLegend", false);
      }
      case "timeseries" -> {
        ObjectNode custom = defaults.putObject("custom");
        custom.put("drawStyle", from.path("draws").asText("line")).put("showPoints", "never");
        custom.put("fillOpacity", from.has("draws") ? 80 : 0);
        options.putObject("legend").put("displayMode", "list").put("placement", "bottom");
        options.putObject("tooltip").put("mode", "multi").put("sort", "desc");
      }
      default -> throw new IllegalArgumentException("no options are known for the type " + type);
    }
  }

  private ObjectNode panel(String type, String title) {
    return panels.addObject().put("id", panels.size()).put("type", type).put("title", title);
  }

  private void place(ObjectNode panel, int wide, int high) {
    if (x + wide > COLUMNS) {
      nextLine();
    }
    panel.putObject("gridPos").put("x", x).put("y", y).put("w", wide).put("h", high);
    x += wide;
    height = Math.max(height, high);
  }

  private void nextLine() {
    x = 0;
    y += height;
    height = 0;
  }
}
