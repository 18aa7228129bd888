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

  /// Tells that no client of this wire needs the model any more; its memory may be freed.
  void unload(String model);
}
