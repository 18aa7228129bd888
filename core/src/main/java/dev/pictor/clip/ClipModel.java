package dev.pictor.clip;

import dev.pictor.vector.ModelFingerprint;

/// A loaded model: manifest, fingerprint, towers. Thread-safe; native memory until closed.
public final class ClipModel implements AutoCloseable {

  private final ModelManifest manifest;
  private final ModelFingerprint fingerprint;

  ClipModel(ModelManifest manifest, ModelFingerprint fingerprint) {
    this.manifest = manifest;
    this.fingerprint = fingerprint;
  }

  public String name() {
    return manifest.name();
  }

  public int dimension() {
    return manifest.dimension();
  }

  public ModelManifest manifest() {
    return manifest;
  }

  public ModelFingerprint fingerprint() {
    return fingerprint;
  }

  /// Encodes the golden pictures and texts of the bundle and compares.
  ///
  /// @throws dev.pictor.error.BrokenModel naming the file whose vectors are off
  public void selfTest() {
    if (manifest.dimension() > 0) {
      throw new UnsupportedOperationException("being written");
    }
  }

  @Override
  public void close() {}
}
