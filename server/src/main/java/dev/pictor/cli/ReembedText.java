package dev.pictor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// What the native API says of a second generation, as lines for a terminal.
final class ReembedText {

  private static final int NAMED = 10;
  private static final int WIDEST = 40;

  private ReembedText() {}

  static List<String> standing(String collection, JsonNode standing) {
    List<String> lines = new ArrayList<>();
    String state = standing.path("state").asString("");
    if (state.equals("none")) {
      lines.add(
          "%s has one generation. Build another: pictor reembed %s --model NAME"
              .formatted(collection, collection));
      return lines;
    }
    lines.add("%s: %s".formatted(collection, words(state)));
    lines.add("  serves    " + generation(standing.path("serving")));
    String role = standing.at("/beside/role").asString("");
    lines.add(
        "  %-9s ".formatted(role.equals("next") ? "next" : "previous")
            + generation(standing.path("beside")));
    long missing = standing.at("/missing/count").asLong(0);
    if (missing > 0) {
      lines.add("%d records cannot be embedded anew:".formatted(missing));
      standing
          .at("/missing/records")
          .valueStream()
          .limit(NAMED)
          .forEach(
              each ->
                  lines.add(
                      "  %s: %s"
                          .formatted(
                              each.path("id").asString(""), each.path("reason").asString(""))));
      if (missing > NAMED) {
        lines.add("  … (all with --json)");
      }
    }
    lines.addAll(nextStep(collection, state));
    return lines;
  }

  private static String words(String state) {
    return switch (state) {
      case "building" -> "a new generation is being built";
      case "paused" -> "the new generation is paused";
      case "stopped" -> "the new generation is not complete";
      case "ready" -> "the new generation is complete";
      case "switched" -> "the previous generation is kept";
      case "rolling-back" -> "goes back to the previous generation";
      default -> state;
    };
  }

  private static List<String> nextStep(String collection, String state) {
    String begin = "pictor reembed " + collection;
    return switch (state) {
      case "ready" -> List.of("Next: " + begin + " --compare, then --switch");
      case "paused", "stopped" -> List.of("Next: " + begin + " --resume");
      case "switched" -> List.of("Next: " + begin + " --discard, or --rollback");
      default -> List.of();
    };
  }

  private static String generation(JsonNode generation) {
    return "%s, %d numbers, %d records, %s"
        .formatted(
            generation.at("/model/name").asString("no model"),
            generation.path("dimension").asLong(0),
            generation.path("records").asLong(0),
            Sizes.of(generation.path("bytes").asLong(0)));
  }

  static List<String> comparison(JsonNode comparison) {
    List<String> lines = new ArrayList<>();
    int limit = comparison.path("limit").asInt(0);
    lines.add(
        String.format(
            Locale.ROOT, "%-" + WIDEST + "s %10s %6s", "query", "overlap@" + limit, "rank"));
    for (JsonNode answer : comparison.path("answers")) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-" + WIDEST + "s %9.0f%% %6s",
              query(answer.path("query")),
              100 * answer.path("overlap").asDouble(0),
              answer.has("rankCorrelation")
                  ? String.format(Locale.ROOT, "%.2f", answer.path("rankCorrelation").asDouble(0))
                  : "-"));
      addIds(lines, "  only now:   ", answer.path("onlyServing"));
      addIds(lines, "  only other: ", answer.path("onlyBeside"));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "%-" + WIDEST + "s %9.0f%%",
            "mean",
            100 * comparison.path("overlap").asDouble(0)));
    return lines;
  }

  private static String query(JsonNode query) {
    String text =
        query.has("id") ? "id:" + query.path("id").asString("") : query.path("text").asString("");
    return text.length() <= WIDEST ? text : text.substring(0, WIDEST - 1) + "…";
  }

  private static void addIds(List<String> lines, String title, JsonNode ids) {
    if (!ids.isEmpty()) {
      lines.add(
          title
              + ids.valueStream().map(each -> each.asString("")).collect(Collectors.joining(", ")));
    }
  }
}
