package dev.pictor.endpoint;

import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.EncodedText;
import dev.pictor.vector.DenseVector;
import java.util.List;

/// How a kind of service is spoken to. Thread-safe.
interface Protocol {

  EmbeddingModel model();

  /// Most pictures of one request.
  int picturesTogether();

  /// Whether pictures of this format are read there, and turned upright by themselves.
  PictureNeeds needs();

  /// Vectors of length 1, in order.
  List<DenseVector> pictures(List<byte[]> pictures);

  /// Vectors of length 1 with what they mean, in order.
  List<EncodedText> texts(List<String> texts);
}
