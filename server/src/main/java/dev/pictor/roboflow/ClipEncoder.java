package dev.pictor.roboflow;

import dev.pictor.vector.DenseVector;

/// A loaded model as this wire needs it, to be closed after use. Thread-safe; callers wait.
public interface ClipEncoder extends AutoCloseable {

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

  /// Lets the model go, which may be freed when nobody else uses it.
  @Override
  void close();

  /// @param truncated whether the text was longer than the model reads
  record EncodedText(DenseVector vector, boolean truncated) {}
}
