package dev.pictor.roboflow;

import dev.pictor.vector.DenseVector;

/// A loaded model as this wire needs it. Thread-safe; callers wait.
public interface ClipEncoder {

  /// 64 hex digits that name the exact computation.
  String fingerprint();

  /// The vector of an encoded picture.
  ///
  /// @throws dev.pictor.error.InvalidRequest when it cannot be decoded
  /// @throws dev.pictor.error.Overloaded when too many wait
  DenseVector image(byte[] picture);

  /// The vector of a text.
  ///
  /// @throws dev.pictor.error.Overloaded when too many wait
  EncodedText text(String text);

  /// @param truncated whether the text was longer than the model reads
  record EncodedText(DenseVector vector, boolean truncated) {}
}
