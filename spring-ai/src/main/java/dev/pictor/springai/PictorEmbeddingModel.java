package dev.pictor.springai;

import dev.pictor.Pictor;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.error.InvalidRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Gatherers;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.content.Media;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.Embedding;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingRequest;
import org.springframework.ai.embedding.EmbeddingResponse;
import org.springframework.ai.embedding.EmbeddingResponseMetadata;

/// The configured model of a [Pictor]: texts and pictures get vectors of length 1 in one space, so
/// that a text finds pictures. Thread-safe; usable until the Pictor is closed.
///
/// A document whose media is a picture gets the vector of the picture; media that are only an
/// address are not fetched. Texts of a request are encoded side by side. Failures are those of
/// [dev.pictor.clip.Embedder#text] and [dev.pictor.clip.Embedder#image].
public final class PictorEmbeddingModel implements EmbeddingModel {

  /// Keeps the model's threads busy, and its queue from being filled by one request.
  private static final int SIDE_BY_SIDE = 2 * Runtime.getRuntime().availableProcessors();

  private final Pictor pictor;

  public PictorEmbeddingModel(Pictor pictor) {
    this.pictor = pictor;
  }

  @Override
  public EmbeddingResponse call(EmbeddingRequest request) {
    List<TextEmbedding> encoded =
        pictor.withModel(
            embedder ->
                request.getInstructions().stream()
                    .gather(Gatherers.mapConcurrent(SIDE_BY_SIDE, embedder::text))
                    .toList());
    List<Embedding> embeddings = new ArrayList<>(encoded.size());
    for (TextEmbedding each : encoded) {
      embeddings.add(new Embedding(each.embedding().vector().toArray(), embeddings.size()));
    }
    int tokens = encoded.stream().mapToInt(TextEmbedding::tokens).sum();
    return new EmbeddingResponse(
        embeddings,
        new EmbeddingResponseMetadata(
            pictor.models().defaultName(), new DefaultUsage(tokens, 0, tokens)));
  }

  @Override
  public float[] embed(Document document) {
    @Nullable Media media = document.getMedia();
    if (media == null) {
      @Nullable String text = document.getText();
      return pictor.embed(text == null ? "" : text).vector().toArray();
    }
    if (media.getData() instanceof byte[] picture) {
      return pictor.embed(picture).vector().toArray();
    }
    throw new InvalidRequest(
        "media: %s, %s (expected: the bytes of a picture, document: %s). Fetch it and pass its bytes."
            .formatted(media.getMimeType(), media.getData(), document.getId()));
  }

  @Override
  public int dimensions() {
    return pictor.models().catalog().manifest(pictor.models().defaultName()).dimension();
  }

  /// The Pictor whose model this is.
  Pictor pictor() {
    return pictor;
  }
}
