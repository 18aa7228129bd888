package dev.pictor.clip;

import java.util.List;

/// The models that are installed. Thread-safe.
public final class ModelCatalog {

  /// Bundles on the class path under `dev/pictor/models/NAME/model.json`.
  public static ModelCatalog onClassPath() {
    return new ModelCatalog();
  }

  private ModelCatalog() {}

  /// Manifests of all installed models, by name.
  public List<ModelManifest> list() {
    throw new UnsupportedOperationException("being written");
  }

  /// Loads a model; towers are checked against the digests of the manifest, the self-test is not
  /// run.
  ///
  /// @throws dev.pictor.error.NotFound naming the installed models
  /// @throws dev.pictor.error.BrokenModel naming the file
  public ClipModel load(String name) {
    throw new UnsupportedOperationException("being written " + name);
  }
}
