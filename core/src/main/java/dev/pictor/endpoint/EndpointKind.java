package dev.pictor.endpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The protocols that services with models speak.
public enum EndpointKind {
  /// Another Pictor, by its native API; it tells fingerprint and calibration.
  PICTOR,
  /// Roboflow Inference, by its routes for CLIP.
  ROBOFLOW,
  /// OpenAI's `/v1/embeddings`, for pictures in one of the forms of [PictureForm].
  OPENAI;

  /// In settings and answers.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<EndpointKind> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
