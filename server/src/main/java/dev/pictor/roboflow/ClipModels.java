package dev.pictor.roboflow;

import java.util.List;

/// The models that this wire may choose from. Thread-safe.
public interface ClipModels {

  /// Answers requests that name no version.
  String defaultModel();

  List<String> installed();

  List<String> loaded();

  /// Loads an installed model when it is not loaded.
  ///
  /// @throws dev.pictor.error.BrokenModel naming the file
  ClipEncoder encoder(String installedModel);

  /// Frees a model's memory; the next request for it loads it again. No effect on others.
  void unload(String model);
}
