package dev.qemupod.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Draws what PrometheusIT has recorded of the dashboard, two panels in a row, as one SVG. It brings
 * its own background: GitHub shows it on a light page and on a dark one.
 */
final class Picture {
  private static final int WIDTH = 470;
  private static final int HEIGHT = 250;
  private static final int LEFT = 66;
  private static final int TOP = 38;
  private static final int PLOT_WIDTH = WIDTH - LEFT - 16;
  private static final int PLOT_HEIGHT = 132;
  private static final int LINES = 4;
  private static final int SECONDS_A_TICK = 10;
  private static final int LEGEND_LINE = 17;

  /** Of most letters of most fonts. */
  private static final int LETTER_WIDTH = 7;

  /** Distinct with and without colour vision (Okabe and Ito). */
  private static final List<String> COLOURS =
      List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

  private final StringBuilder svg = new StringBuilder();
  private final int seconds;

  private Picture(int seconds) {
    this.seconds = seconds;
  }

  /** The picture's whole text. */
  static String of(JsonNode recording) {
    Picture picture = new Picture(recording.path("seconds").asInt());
    JsonNode panels = recording.path("panels");
    int height = (panels.size() + 1) / 2 * HEIGHT;
    picture.line(
        ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                + " font-family=\"sans-serif\" font-size=\"11\" fill=\"#24292f\">")
            .formatted(2 * WIDTH, height));
    picture.line(
        "<rect width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#ffffff\"/>"
            .formatted(2 * WIDTH, height));
    for (int index = 0; index < panels.size(); index++) {
      picture.line(
          "<g transform=\"translate(%d %d)\">".formatted(index % 2 * WIDTH, index / 2 * HEIGHT));
      picture.panel(panels.get(index));
      picture.line("</g>");
    }
    picture.line("</svg>");
    return picture.svg.toString();
  }

  private void panel(JsonNode panel) {
    String unit = panel.path("unit").asText();
    JsonNode all = panel.path("series");
    double top = Units.top(most(all), unit);
    line(
        "<text x=\"%d\" y=\"22\" font-size=\"14\" font-weight=\"bold\">%s</text>"
            .formatted(LEFT, escaped(panel.path("title").asText())));
    axes(top, unit);
    for (int index = 0; index < all.size(); index++) {
      curve(all.get(index).path("points"), top, colour(index));
    }
    legend(all);
  }

  private void axes(double top, String unit) {
    for (int index = 0; index <= LINES; index++) {
      double y = TOP + PLOT_HEIGHT - (double) PLOT_HEIGHT * index / LINES;
      line("<path d=\"M%d %sh%d\" stroke=\"#d0d7de\"/>".formatted(LEFT, number(y), PLOT_WIDTH));
      line(
          "<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>"
              .formatted(LEFT - 6, number(y + 4), Units.text(top * index / LINES, unit)));
    }
    for (int second = 0; second <= seconds; second += SECONDS_A_TICK) {
      line(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%d s</text>"
              .formatted(number(x(second)), TOP + PLOT_HEIGHT + 16, second));
    }
  }

  /** Where nothing was measured, nothing is drawn. */
  private void curve(JsonNode points, double top, String colour) {
    List<String> corners = new ArrayList<>();
    double last = 0;
    for (JsonNode point : points) {
      double second = point.get(0).asDouble();
      if (second > last + 1) {
        stretch(corners, colour);
      }
      last = second;
      double y = TOP + PLOT_HEIGHT - PLOT_HEIGHT * point.get(1).asDouble() / top;
      corners.add(number(x(second)) + "," + number(y));
    }
    stretch(corners, colour);
  }

  private void stretch(List<String> corners, String colour) {
    if (!corners.isEmpty()) {
      line(
          ("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.8\""
                  + " stroke-linecap=\"round\" stroke-linejoin=\"round\"/>")
              .formatted(String.join(" ", corners), colour));
      corners.clear();
    }
  }

  private void legend(JsonNode all) {
    int x = LEFT;
    int y = TOP + PLOT_HEIGHT + 36;
    for (int index = 0; index < all.size(); index++) {
      String name = all.get(index).path("legend").asText();
      int width = 26 + LETTER_WIDTH * name.length();
      if (x + width > WIDTH) {
        x = LEFT;
        y += LEGEND_LINE;
      }
      line(
          "<path d=\"M%d %dh12\" stroke=\"%s\" stroke-width=\"3\"/>"
              .formatted(x, y, colour(index)));
      line("<text x=\"%d\" y=\"%d\">%s</text>".formatted(x + 16, y + 4, escaped(name)));
      x += width;
    }
  }

  private double x(double second) {
    return LEFT + PLOT_WIDTH * second / seconds;
  }

  private static double most(JsonNode all) {
    double most = 0;
    for (JsonNode each : all) {
      for (JsonNode point : each.path("points")) {
        most = Math.max(most, point.get(1).asDouble());
      }
    }
    return most;
  }

  private static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  private void line(String text) {
    svg.append(text).append('\n');
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;");
  }
}
