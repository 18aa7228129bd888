package dev.pictor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// The answer to a search, for a terminal: matches on standard output, words about them on the
/// other.
///
/// @param parts whether to tell what each part of the query gave a match
record SearchAnswer(JsonNode answer, boolean parts) {

  void print() {
    JsonNode matches = answer.path("matches");
    if (answer.path("truncated").asBoolean(false)) {
      System.err.println("The text is longer than the model reads; its end does not count.");
    }
    if (answer.has("total")) {
      System.err.printf(
          Locale.ROOT, "The filters let %,d through.%n", answer.path("total").asLong(0));
    }
    if (answer.path("confidence").asString("").equals("none")) {
      System.out.println(
          matches.isEmpty()
              ? "Nothing matches. (--all shows the nearest pictures all the same.)"
              : "Nothing matches; the nearest pictures are:");
    }
    matches.forEach(this::print);
    if (answer.has("next")) {
      System.err.println("There are more: --cursor " + answer.path("next").asString(""));
    }
  }

  private void print(JsonNode match) {
    System.out.println(
        parts ? line(match) + "  (" + String.join(", ", gifts(match)) + ")" : line(match));
  }

  /// A match with its confidence and score.
  static String line(JsonNode match) {
    return String.format(
        Locale.ROOT,
        "%-7s  %.3f  %s",
        match.path("confidence").asString(""),
        match.path("score").asDouble(0),
        match.path("id").asString(""));
  }

  private List<String> gifts(JsonNode match) {
    List<String> gifts = new ArrayList<>();
    JsonNode query = answer.path("query");
    for (int i = 0; i < query.size(); i++) {
      gifts.add(
          String.format(
              Locale.ROOT,
              "%s %.3f",
              label(query.path(i)),
              match.path("parts").path(i).asDouble(0)));
    }
    return gifts;
  }

  private static String label(JsonNode part) {
    if (part.has("vector")) {
      return "vector";
    }
    return part.properties().stream()
        .filter(each -> !each.getKey().equals("weight"))
        .map(each -> each.getValue().asString(""))
        .map(name -> name.isEmpty() ? "picture" : name)
        .findFirst()
        .orElse("");
  }
}
