package dev.pictor.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.embedding.response.EmbeddingResponseMetadata;
import dev.langchain4j.model.output.TokenUsage;
import dev.pictor.Pictor;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.ModelManifest;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Gatherers;

/// The configured model of a [Pictor]: texts and pictures get vectors of length 1 in one space, so
/// that a text finds pictures and a picture finds texts. Thread-safe; usable until the Pictor is
/// closed.
///
/// An input of several contents gets the mean of their vectors. Pictures come as Base64, or as the
/// address of a file (`file:`); nothing is fetched from elsewhere. Inputs of a request are encoded
/// side by side. Failures are those of [Embedder#text] and [Embedder#image].
public final class PictorEmbeddingModel implements EmbeddingModel {

  /// Keeps the model's threads busy, and its queue from being filled by one request.
  private static final int SIDE_BY_SIDE = 2 * Runtime.getRuntime().availableProcessors();

  private final Pictor pictor;
  private final List<EmbeddingModelListener> listeners;

  /// What one content gave.
  private record Part(DenseVector vector, int tokens) {}

  public PictorEmbeddingModel(Pictor pictor) {
    this(pictor, List.of());
  }

  /// @param listeners are told of each request
  public PictorEmbeddingModel(Pictor pictor, List<EmbeddingModelListener> listeners) {
    this.pictor = pictor;
    this.listeners = List.copyOf(listeners);
  }

  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    List<Part> parts =
        pictor.withModel(
            embedder ->
                request.inputs().stream()
                    .gather(
                        Gatherers.mapConcurrent(SIDE_BY_SIDE, input -> embedded(embedder, input)))
                    .toList());
    return EmbeddingResponse.builder()
        .embeddings(parts.stream().map(part -> Embedding.from(part.vector().toArray())).toList())
        .metadata(
            EmbeddingResponseMetadata.builder()
                .modelName(modelName())
                .tokenUsage(new TokenUsage(parts.stream().mapToInt(Part::tokens).sum()))
                .build())
        .build();
  }

  private static Part embedded(Embedder embedder, EmbeddingInput input) {
    List<Part> parts = new ArrayList<>();
    for (Content each : input.contents()) {
      parts.add(embedded(embedder, each));
    }
    DenseVector sum = parts.stream().map(Part::vector).reduce(DenseVector::plus).orElseThrow();
    return new Part(
        parts.size() == 1 ? sum : sum.normalized(), parts.stream().mapToInt(Part::tokens).sum());
  }

  private static Part embedded(Embedder embedder, Content content) {
    return switch (content) {
      case TextContent text -> {
        TextEmbedding embedding = embedder.text(text.text());
        yield new Part(embedding.embedding().vector(), embedding.tokens());
      }
      case ImageContent image ->
          new Part(embedder.image(ImageBytes.of(image.image())).embedding().vector(), 0);
      default ->
          throw new UnsupportedFeatureException(
              "content: " + content.type() + " (expected: TEXT or IMAGE)");
    };
  }

  @Override
  public Set<ContentType> supportedContentTypes() {
    return Set.of(ContentType.TEXT, ContentType.IMAGE);
  }

  @Override
  public List<EmbeddingModelListener> listeners() {
    return listeners;
  }

  @Override
  public String modelName() {
    return pictor.models().defaultName();
  }

  @Override
  public int dimension() {
    return manifest().dimension();
  }

  private ModelManifest manifest() {
    return pictor.models().catalog().manifest(modelName());
  }

  /// The Pictor whose model this is.
  Pictor pictor() {
    return pictor;
  }
}
