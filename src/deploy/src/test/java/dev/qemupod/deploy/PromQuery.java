package dev.qemupod.deploy;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names in a PromQL expression. It reads no more of the language than the rules and the
 * dashboard use; promtool says whether an expression is one.
 *
 * @param metrics each metric, with the labels that it is selected by
 * @param grouping labels that are grouped or matched by
 */
record PromQuery(Map<String, Set<String>> metrics, Set<String> grouping) {
  private static final Pattern STRING = Pattern.compile("\"[^\"]*\"|'[^']*'");
  private static final Pattern RANGE = Pattern.compile("\\[[^]]*]");
  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
  private static final Pattern SELECTOR =
      Pattern.compile(
          "(?<![a-zA-Z0-9_:.])([a-zA-Z_:][a-zA-Z0-9_:]*)(?!\\s*\\(|[a-zA-Z0-9_:])(?:\\{([^}]*)})?");
  private static final Set<String> WORDS = Set.of("and", "or", "unless", "offset", "bool");

  PromQuery {
    metrics = Map.copyOf(metrics);
    grouping = Set.copyOf(grouping);
  }

  static PromQuery of(String expression) {
    String text = RANGE.matcher(STRING.matcher(expression).replaceAll("")).replaceAll("");
    Set<String> grouping = new HashSet<>();
    Matcher groups = GROUPING.matcher(text);
    while (groups.find()) {
      grouping.addAll(names(groups.group(1), ","));
    }
    Map<String, Set<String>> metrics = new TreeMap<>();
    Matcher selectors = SELECTOR.matcher(groups.replaceAll(" "));
    while (selectors.find()) {
      if (!WORDS.contains(selectors.group(1))) {
        String labels = selectors.group(2) == null ? "" : selectors.group(2);
        metrics
            .computeIfAbsent(selectors.group(1), name -> new TreeSet<>())
            .addAll(names(labels, "(?:=~|!~|!=|=),?"));
      }
    }
    return new PromQuery(metrics, grouping);
  }

  private static List<String> names(String text, String separator) {
    return Pattern.compile(separator)
        .splitAsStream(text)
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
