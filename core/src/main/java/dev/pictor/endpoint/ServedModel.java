package dev.pictor.endpoint;

import dev.pictor.clip.Calibration;
import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.TextCalibrations;
import dev.pictor.vector.ModelFingerprint;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// What is known of a model that a service runs.
record ServedModel(
    String name,
    int dimension,
    ModelFingerprint fingerprint,
    double logitScale,
    Calibration pictureCalibration,
    TextCalibrations textCalibrations)
    implements EmbeddingModel {

  /// What most models of this kind were trained with.
  private static final double USUAL_SCALE = 100;

  /// One of which its service tells nothing but vectors.
  static ServedModel untold(String name, int dimension, ModelFingerprint fingerprint) {
    return new ServedModel(
        name,
        dimension,
        fingerprint,
        USUAL_SCALE,
        Calibration.none(dimension),
        TextCalibrations.none(dimension));
  }

  /// The fingerprint of a model whose service tells none and whose operator declared none: the same
  /// as long as kind, name and dimension are.
  static ModelFingerprint derived(EndpointKind kind, String name, int dimension) {
    String line = "endpoint\n%s\n%s\n%d\n".formatted(kind.word(), name, dimension);
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
      return new ModelFingerprint(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
