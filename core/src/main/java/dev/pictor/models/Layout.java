package dev.pictor.models;

import java.nio.file.Path;
import java.util.Optional;

/// The files of a model of others, found and told apart, before any is read.
///
/// @param config `config.json` or `open_clip_config.json`
/// @param preprocessing `preprocessor_config.json` or `preprocess_cfg.json`
/// @param tokenizer folder of `tokenizer.json`, `vocab.json` or `vocab.txt`
record Layout(
    Kind kind,
    Graphs graphs,
    Optional<Path> config,
    Optional<Path> preprocessing,
    Optional<Path> tokenizer) {

  /// Whose way to lay files out.
  enum Kind {
    TRANSFORMERS("transformers.js or Optimum"),
    IMMICH("Immich"),
    ROBOFLOW("Roboflow Inference"),
    OPEN_CLIP("two graphs with a configuration");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /// For people.
    String title() {
      return title;
    }
  }

  /// The graphs of a model.
  sealed interface Graphs {
    /// One for each tower.
    record Split(Path picture, Path text) implements Graphs {}

    /// One for both.
    record Joint(Path both) implements Graphs {}
  }
}
