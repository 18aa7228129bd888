package dev.pictor.roboflow;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The models that this wire may choose from. Thread-safe.
public interface ClipModels {

  /// Answers requests that name no version.
  String defaultModel();

  /// The installed model that answers to a name: its own, or a further one.
  Optional<String> find(String name);

  List<String> installed();

  /// Further names, such as `ViT-B-16`, and the models that answer to them.
  Map<String, String> aliases();

  List<String> loaded();

  /// Loads an installed model when it is not loaded, and keeps it until the encoder is closed.
  ///
  /// @throws dev.pictor.error.BrokenModel naming the file
  ClipEncoder encoder(String installedModel);

  /// Frees the model's memory once nobody uses it; the next use loads it again.
  void unload(String model);
}
