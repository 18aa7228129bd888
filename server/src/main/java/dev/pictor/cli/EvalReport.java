package dev.pictor.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// The report of `pictor eval` as one HTML file without scripts: figures side by side, recall by
/// language, what other thresholds of confidence would do, and each query that went wrong.
final class EvalReport {

  private static final List<String> COLOURS =
      List.of("#1f6feb", "#d9480f", "#2b8a3e", "#9c36b5", "#5c5f66", "#b08900");
  private static final int WIDTH = 640;
  private static final int HEIGHT = 300;
  private static final int LEFT = 48;
  private static final int TOP = 16;
  private static final int BOTTOM = 44;
  private static final double LOWEST_LEVEL = -2;
  private static final double HIGHEST_LEVEL = 4;

  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 60rem; padding: 0 1rem; color: #1b1c1e; background: #fff }
      table { border-collapse: collapse; margin: 1rem 0 } td, th { padding: .25rem .75rem; border-bottom: 1px solid #ddd; text-align: right }
      td:first-child, th:first-child, td.text { text-align: left } svg { max-width: 100%; height: auto } svg text { font: 12px system-ui, sans-serif }
      """;

  private final StringBuilder html = new StringBuilder();

  private EvalReport() {}

  static String html(String queries, Map<String, JsonNode> reports) {
    EvalReport report = new EvalReport();
    report.write(queries, reports);
    return report.html.toString();
  }

  private void write(String queries, Map<String, JsonNode> reports) {
    html.append("<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">")
        .append(
            "<meta name=\"viewport\" content=\"width=device-width\"><title>Search quality</title>")
        .append("<style>")
        .append(STYLE)
        .append("</style></head><body><h1>Search quality</h1><p>Queries: ")
        .append(escaped(queries))
        .append("</p>");
    figures(reports);
    html.append("<h2>Recall</h2>");
    recall(reports);
    html.append("<h2>Confidence</h2><p>A search says “nothing matches” when the level of its best")
        .append(" match is below 1. What another threshold would do: solid, queries without an")
        .append(
            " answer that would be accepted; dashed, queries with one that would be rejected.</p>");
    thresholds(reports);
    html.append("<h2>What went wrong</h2>");
    reports.forEach(this::mistakes);
    html.append("</body></html>\n");
  }

  private void figures(Map<String, JsonNode> reports) {
    html.append(
            "<table><tr><th>collection</th><th>queries</th><th>with answers</th><th>recall@1</th>")
        .append("<th>@5</th><th>@10</th><th>MRR</th><th>rejected</th><th>without</th>")
        .append("<th>accepted</th><th>strong and right</th></tr>");
    reports.forEach(
        (name, report) -> {
          row(name + ", " + report.path("model").asString(""), "all", report.path("quality"));
          report
              .path("languages")
              .properties()
              .forEach(each -> row("", each.getKey(), each.getValue()));
        });
    html.append("</table>");
  }

  private void row(String name, String which, JsonNode quality) {
    html.append("<tr>");
    for (String cell :
        List.of(
            escaped(name),
            escaped(which),
            quality.path("answerable").asString("0"),
            percent(quality, "recallAt1"),
            percent(quality, "recallAt5"),
            percent(quality, "recallAt10"),
            quality.has("meanReciprocalRank")
                ? String.format(Locale.ROOT, "%.3f", quality.path("meanReciprocalRank").asDouble(0))
                : "–",
            percent(quality, "falseReject"),
            quality.path("unanswerable").asString("0"),
            percent(quality, "falseAccept"),
            percent(quality, "strongAndRight"))) {
      html.append("<td>").append(cell).append("</td>");
    }
    html.append("</tr>");
  }

  /// Bars of recall@1, @5 and @10 for each collection and language.
  private void recall(Map<String, JsonNode> reports) {
    List<String> groups = new ArrayList<>(List.of("all"));
    reports.values().stream()
        .flatMap(report -> report.path("languages").propertyStream().map(Map.Entry::getKey))
        .distinct()
        .sorted()
        .forEach(groups::add);
    List<String> measures = List.of("recallAt1", "recallAt5", "recallAt10");
    open("Recall by language");
    double group = (double) (WIDTH - LEFT) / groups.size();
    double bar = group * 0.8 / (reports.size() * measures.size());
    for (int g = 0; g < groups.size(); g++) {
      double x = LEFT + g * group + group * 0.1;
      int colour = 0;
      for (JsonNode report : reports.values()) {
        JsonNode quality =
            g == 0 ? report.path("quality") : report.path("languages").path(groups.get(g));
        for (int m = 0; m < measures.size(); m++) {
          double share = quality.path(measures.get(m)).asDouble(0);
          html.append(
              String.format(
                  Locale.ROOT,
                  "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" opacity=\"%.2f\"/>",
                  x,
                  y(share),
                  bar * 0.92,
                  y(0) - y(share),
                  colour(colour),
                  1 - 0.3 * m));
          x += bar;
        }
        colour++;
      }
      label(LEFT + (g + 0.5) * group, groups.get(g));
    }
    html.append("</svg>");
    legend(reports, " (dark to light: @1, @5, @10)");
  }

  /// Both kinds of mistakes over the threshold.
  private void thresholds(Map<String, JsonNode> reports) {
    open("Mistakes by threshold");
    for (int level = -2; level <= 4; level++) {
      String meaning = level == 1 ? "1 weak" : level == 2 ? "2 strong" : Integer.toString(level);
      label(x(level), meaning);
    }
    html.append(
        String.format(
            Locale.ROOT,
            "<path d=\"M%.1f %.1fV%.1f\" stroke=\"#999\" stroke-dasharray=\"2 3\"/>",
            x(1),
            y(0),
            y(1)));
    int colour = 0;
    for (JsonNode report : reports.values()) {
      curve(levels(report, false), true, colour(colour));
      curve(levels(report, true), false, colour(colour));
      colour++;
    }
    html.append("</svg>");
    legend(reports, "");
  }

  private static List<Double> levels(JsonNode report, boolean answerable) {
    List<Double> levels = new ArrayList<>();
    for (JsonNode query : report.path("queries")) {
      if (query.has("level") && query.path("answerable").asBoolean(false) == answerable) {
        levels.add(query.path("level").asDouble(0));
      }
    }
    levels.sort(Comparator.naturalOrder());
    return levels;
  }

  /// The share of levels that are at least the threshold, or below it.
  private void curve(List<Double> levels, boolean above, String colour) {
    if (levels.isEmpty()) {
      return;
    }
    StringBuilder path = new StringBuilder();
    for (double threshold = LOWEST_LEVEL; threshold <= HIGHEST_LEVEL; threshold += 0.05) {
      double limit = threshold;
      long below = levels.stream().filter(level -> level < limit).count();
      double share = (double) (above ? levels.size() - below : below) / levels.size();
      path.append(
          String.format(
              Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x(threshold), y(share)));
    }
    html.append("<path fill=\"none\" stroke-width=\"2\" stroke=\"")
        .append(colour)
        .append(above ? "\"" : "\" stroke-dasharray=\"6 4\"")
        .append(" d=\"")
        .append(path)
        .append("\"/>");
  }

  private void mistakes(String name, JsonNode report) {
    html.append("<h3>")
        .append(escaped(name))
        .append("</h3><table><tr><th>query</th><th>what</th><th>rank</th><th>best match</th></tr>");
    for (JsonNode query : report.path("queries")) {
      boolean answerable = query.path("answerable").asBoolean(false);
      boolean nothing = query.path("confidence").asString("").equals("none");
      int rank = query.path("rank").asInt(0);
      String what;
      if (!answerable) {
        what = nothing ? "" : "accepted";
      } else if (nothing) {
        what = "rejected";
      } else {
        what = rank == 1 ? "" : "not first";
      }
      if (!what.isEmpty()) {
        html.append("<tr><td>")
            .append(escaped(query.path("name").asString("")))
            .append("</td><td class=\"text\">")
            .append(what)
            .append("</td><td>")
            .append(rank > 0 ? Integer.toString(rank) : "–")
            .append("</td><td class=\"text\">")
            .append(escaped(query.path("best").asString("")))
            .append("</td></tr>");
      }
    }
    html.append("</table>");
  }

  private void open(String title) {
    html.append(
        String.format(
            Locale.ROOT,
            "<svg viewBox=\"0 0 %d %d\" width=\"%d\" role=\"img\" aria-label=\"%s\">",
            WIDTH,
            HEIGHT,
            WIDTH,
            title));
    for (int tenth = 0; tenth <= 10; tenth += 2) {
      html.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%d %.1fH%d\" stroke=\"#e5e5e5\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%d %%</text>",
              LEFT,
              y(tenth / 10.0),
              WIDTH,
              LEFT - 6,
              y(tenth / 10.0) + 4,
              10 * tenth));
    }
  }

  private void label(double x, String text) {
    html.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>",
            x,
            HEIGHT - BOTTOM + 20,
            escaped(text)));
  }

  private void legend(Map<String, JsonNode> reports, String more) {
    int colour = 0;
    html.append("<p>");
    for (String name : reports.keySet()) {
      html.append("<span style=\"color:")
          .append(colour(colour++))
          .append("\">■</span> ")
          .append(escaped(name))
          .append(' ');
    }
    html.append(more).append("</p>");
  }

  private static double x(double level) {
    return LEFT
        + 24
        + (level - LOWEST_LEVEL) / (HIGHEST_LEVEL - LOWEST_LEVEL) * (WIDTH - LEFT - 72);
  }

  private static double y(double share) {
    return TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
  }

  private static String colour(int index) {
    return COLOURS.get(index % COLOURS.size());
  }

  private static String percent(JsonNode quality, String name) {
    return quality.has(name)
        ? String.format(Locale.ROOT, "%.1f %%", 100 * quality.path(name).asDouble(0))
        : "–";
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
