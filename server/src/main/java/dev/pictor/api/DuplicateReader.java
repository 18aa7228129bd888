package dev.pictor.api;

import dev.pictor.duplicates.DuplicateGroup;
import dev.pictor.duplicates.DuplicateReview;
import dev.pictor.duplicates.GroupFilter;
import dev.pictor.duplicates.RemovalSpec;
import dev.pictor.duplicates.Stage;
import dev.pictor.duplicates.Sureness;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Which groups and pictures a request means.
final class DuplicateReader {

  private static final int DEFAULT_LIMIT = 20;
  private static final int MOST = 200;

  private DuplicateReader() {}

  static GroupFilter filter(Call call) {
    return new GroupFilter(
        call.query("kind").map(text -> oneOf("kind", text, DuplicateGroup.Kind.values())),
        call.query("stage").map(text -> oneOf("stage", text, Stage.values())),
        call.query("sure")
            .map(text -> oneOf("sure", text, Sureness.values()))
            .orElse(Sureness.POSSIBLE));
  }

  static int limit(Call call) {
    String text = call.query("limit").orElse("" + DEFAULT_LIMIT);
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Told below, in the same words as any other.
    }
    throw new InvalidRequest("limit: %s (expected: 1 to %d)".formatted(text, MOST));
  }

  private static <E extends Enum<E>> E oneOf(String field, String text, E[] values) {
    return Arrays.stream(values)
        .filter(each -> Views.lower(each).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "%s: %s (expected: %s)"
                        .formatted(
                            field,
                            text,
                            Arrays.stream(values)
                                .map(Views::lower)
                                .collect(Collectors.joining(", ")))));
  }

  /// Either named groups, or all copies that are sure enough.
  static RemovalSpec removal(JsonFields fields, DuplicateReview review) {
    boolean named = fields.has("groups");
    Optional<JsonFields> all = fields.optionalObject("all");
    List<RemovalSpec.Choice> choices =
        named ? named(fields.list("groups")) : all.map(each -> all(each, review)).orElse(List.of());
    fields.refuseOthers();
    if (named == all.isPresent()) {
      throw new InvalidRequest(
          "body: %s (expected: either groups or all)"
              .formatted(named ? "groups and all" : "neither groups nor all"));
    }
    return new RemovalSpec(choices);
  }

  private static List<RemovalSpec.Choice> named(List<JsonNode> groups) {
    List<RemovalSpec.Choice> choices = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      JsonFields group = JsonFields.of(groups.get(i), "groups[%d].".formatted(i));
      Optional<Set<String>> remove =
          group.has("remove")
              ? Optional.of(new LinkedHashSet<>(group.texts("remove")))
              : Optional.empty();
      choices.add(new RemovalSpec.Choice(group.text("id"), group.optionalText("keep"), remove));
      group.refuseOthers();
    }
    return choices;
  }

  private static List<RemovalSpec.Choice> all(JsonFields fields, DuplicateReview review) {
    Optional<Stage> stage =
        fields.optionalText("stage").map(text -> oneOf("stage", text, Stage.values()));
    Sureness least =
        fields
            .optionalText("sure")
            .map(text -> oneOf("sure", text, Sureness.values()))
            .orElse(Sureness.LIKELY);
    fields.refuseOthers();
    return review
        .groups(new GroupFilter(Optional.of(DuplicateGroup.Kind.COPIES), stage, least))
        .stream()
        .map(group -> RemovalSpec.Choice.allButBest(group.id()))
        .toList();
  }
}
