package dev.pictor.roboflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Which model answers, by the name that a request gives. Thread-safe.
final class ModelChoice {

  private final ClipModels models;

  ModelChoice(ClipModels models) {
    this.models = models;
  }

  /// @param asked as the request says it
  /// @param model installed
  record Chosen(String asked, String model) {}

  /// @throws Fault 404 that names the installed models and the command that adds one
  Chosen choose(Optional<String> version) {
    if (version.isEmpty()) {
      return new Chosen(models.defaultModel(), models.defaultModel());
    }
    String asked = version.get();
    return models
        .find(asked)
        .map(model -> new Chosen(asked, model))
        .orElseThrow(() -> Fault.message(404, unknown(asked)));
  }

  List<String> aliasesOf(String model) {
    List<String> names = new ArrayList<>();
    models
        .aliases()
        .forEach(
            (alias, target) -> {
              if (target.equals(model)) {
                names.add("clip/" + alias);
              }
            });
    names.sort(null);
    return names;
  }

  private String unknown(String asked) {
    return "clip_version_id: "
        + asked
        + " (expected: one of "
        + Stream.concat(models.installed().stream(), models.aliases().keySet().stream().sorted())
            .toList()
        + "). `pictor models list` shows what is installed; to have one of them answer to this name:"
        + " `pictor serve --model-alias "
        + asked
        + "="
        + models.defaultModel()
        + "`";
  }
}
