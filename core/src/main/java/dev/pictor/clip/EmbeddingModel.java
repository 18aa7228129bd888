package dev.pictor.clip;

import dev.pictor.vector.ModelFingerprint;

/// What is known of a model that turns pictures and texts into vectors of one space, wherever it
/// runs. Thread-safe.
public interface EmbeddingModel {

  String name();

  int dimension();

  /// Of the computation: two models of one fingerprint make the same vectors.
  ModelFingerprint fingerprint();

  /// Factor on cosines before a softmax over texts.
  double logitScale();

  /// What centred cosines between two pictures mean.
  Calibration pictureCalibration();

  /// What centred cosines between a text and a picture mean, for each kind of texts.
  TextCalibrations textCalibrations();
}
