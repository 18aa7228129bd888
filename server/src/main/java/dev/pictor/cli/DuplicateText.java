package dev.pictor.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/// What the native API says of duplicates, as lines for a terminal.
final class DuplicateText {

  private static final int WIDEST = 48;

  private DuplicateText() {}

  static List<String> group(JsonNode group) {
    List<String> lines = new ArrayList<>();
    boolean burst = group.path("kind").asString("").equals("burst");
    lines.add(
        "%s  %s"
            .formatted(
                group.path("id").asString(""),
                burst
                    ? "burst, %d frames".formatted(group.path("pictures").size())
                    : "copies, %s, %s (%s)"
                        .formatted(
                            group.path("sure").asString(""),
                            stage(group.path("stage").asString("")),
                            Sizes.of(group.path("bytes").asLong(0)))));
    String best = group.path("best").asString("");
    for (JsonNode picture : group.path("pictures")) {
      String id = picture.path("id").asString("");
      lines.add(
          String.format(
              Locale.ROOT,
              "  %s %-" + WIDEST + "s %5d x %-5d %8s  %s",
              id.equals(best) ? "*" : " ",
              id,
              picture.path("width").asLong(0),
              picture.path("height").asLong(0),
              Sizes.of(picture.path("bytes").asLong(0)),
              id.equals(best)
                  ? "best"
                  : burst
                      ? picture.path("timestamp").asString("")
                      : "%s, %.1f %% alike"
                          .formatted(
                              picture.path("sure").asString(""),
                              100 * picture.path("likeness").asDouble(0))));
    }
    return lines;
  }

  private static String stage(String stage) {
    return switch (stage) {
      case "bytes" -> "same bytes";
      case "hash" -> "perceptual hash";
      case "embedding" -> "vectors";
      default -> stage;
    };
  }

  static List<String> plan(JsonNode plan) {
    List<String> lines = new ArrayList<>();
    for (JsonNode item : plan.path("remove")) {
      lines.add(
          "  %s  (%s; %s stays)"
              .formatted(
                  item.path("path").asString(""),
                  item.path("sure").asString(""),
                  item.path("keep").asString("")));
    }
    lines.addAll(left(plan.path("left")));
    return lines;
  }

  static List<String> left(JsonNode left) {
    List<String> lines = new ArrayList<>();
    for (JsonNode each : left) {
      lines.add(
          "  %s stays: %s"
              .formatted(each.path("id").asString(""), reason(each.path("reason").asString(""))));
    }
    return lines;
  }

  private static String reason(String reason) {
    return switch (reason) {
      case "gone" -> "its file, or the one to keep, is gone";
      case "changed" -> "its file, or the one to keep, has changed; index the folder first";
      case "link" -> "it is a symbolic link";
      case "same-file" -> "it is another name of the file to keep";
      case "failed" -> "it cannot be moved, see the server's log";
      default -> reason;
    };
  }
}
