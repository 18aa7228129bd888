package dev.pictor.clip;

import dev.pictor.vector.DenseVector;
import java.util.List;

/// A model that computes elsewhere, several inputs to a request. Thread-safe.
///
/// Its methods throw [dev.pictor.error.InvalidRequest] when it refuses an input: those of a request
/// of several are then asked for one by one, so that the others are answered. What else they throw
/// fails all inputs of the request.
public interface EmbeddingService extends AutoCloseable {

  EmbeddingModel model();

  /// Most requests under way at a time, for pictures and for texts.
  int requests();

  /// Most pictures of one request.
  int picturesTogether();

  /// Most texts of one request.
  int textsTogether();

  /// Vectors of length 1, in order.
  ///
  /// @param pictures encoded, and of a readable header
  List<DenseVector> pictures(List<byte[]> pictures);

  /// Vectors of length 1 with what they mean, in order.
  List<EncodedText> texts(List<String> texts);

  @Override
  void close();
}
