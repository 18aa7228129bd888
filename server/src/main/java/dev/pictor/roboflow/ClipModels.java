package dev.pictor.roboflow;

import java.util.List;

/// The models that this wire may choose from. Thread-safe.
public interface ClipModels {

  /// Answers requests that name no version.
  String defaultModel();

  List<String> installed();

  List<String> loaded();

  /// Loads an installed model when it is not loaded, and keeps it until the encoder is closed.
  ///
  /// @throws dev.pictor.error.BrokenModel naming the file
  ClipEncoder encoder(String installedModel);

  /// Frees the model's memory once nobody uses it; the next use loads it again.
  void unload(String model);
}
