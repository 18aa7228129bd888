package dev.pictor.springai;

import dev.pictor.LazyNamespace;
import dev.pictor.Pictor;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.JavaMetadata;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Match;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import io.micrometer.observation.ObservationRegistry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.document.Document;
import org.springframework.ai.document.DocumentMetadata;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.ai.embedding.EmbeddingOptions;
import org.springframework.ai.observation.conventions.VectorStoreSimilarityMetric;
import org.springframework.ai.vectorstore.AbstractVectorStoreBuilder;
import org.springframework.ai.vectorstore.SearchRequest;
import org.springframework.ai.vectorstore.filter.Filter;
import org.springframework.ai.vectorstore.observation.AbstractObservationVectorStore;
import org.springframework.ai.vectorstore.observation.DefaultVectorStoreObservationConvention;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationContext;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationConvention;
import org.springframework.ai.vectorstore.observation.VectorStoreObservationDocumentation;

/// One namespace of a collection as a store of documents. Thread-safe; usable until its [Pictor] is
/// closed.
///
/// The collection is made by the first document that is added, compares by cosine, and may be one
/// of pictures. What is written is durable and found by the next search. Text and metadata of a
/// document may have 40,960 bytes of JSON together; of media the vector and the metadata are kept,
/// not the bytes. Failures are cases of [dev.pictor.error.ServiceException].
public final class PictorVectorStore extends AbstractObservationVectorStore {

  private static final String PROVIDER = "pictor";

  private final Pictor pictor;
  private final LazyNamespace records;
  private final String textField;
  private final ObservationRegistry observations;
  private final @Nullable VectorStoreObservationConvention convention;

  private PictorVectorStore(Builder builder) {
    super(builder);
    this.pictor = builder.pictor;
    this.records =
        new LazyNamespace(
            builder.pictor,
            builder.collection,
            builder.namespace,
            builder.getEmbeddingModel() instanceof PictorEmbeddingModel model
                && model.pictor().equals(builder.pictor));
    this.textField = builder.textField;
    this.observations = builder.getObservationRegistry();
    this.convention = builder.getCustomObservationConvention();
  }

  /// @param model of texts; with a [PictorEmbeddingModel] of the same Pictor vectors of other
  ///   models are refused, and Pictor can search by texts and pictures itself
  public static Builder builder(Pictor pictor, EmbeddingModel model) {
    return new Builder(pictor, model);
  }

  /// Options of a store. For one thread.
  public static final class Builder extends AbstractVectorStoreBuilder<Builder> {

    private final Pictor pictor;
    private String collection = "documents";
    private String namespace = "";
    private String textField = "text";

    private Builder(Pictor pictor, EmbeddingModel model) {
      super(model);
      this.pictor = pictor;
      // The model runs in this process and takes any number of texts.
      this.batchingStrategy = List::of;
    }

    /// 1 to 45 of `a-z 0-9 -`, neither first nor last a hyphen; `documents` unless it is set.
    public Builder collection(String name) {
      collection = name;
      return this;
    }

    /// The default one unless it is set.
    public Builder namespace(String name) {
      namespace = name;
      return this;
    }

    /// Which field of a record is the document's text: `text` unless it is set. `path` and
    /// `filename` make documents of the pictures of folders.
    public Builder textField(String name) {
      textField = name;
      return this;
    }

    @Override
    public PictorVectorStore build() {
      return new PictorVectorStore(this);
    }
  }

  /// As the interface has it, and documents with media too, which Spring AI's stores refuse.
  @Override
  public void add(List<Document> documents) {
    VectorStoreObservationContext context =
        createObservationContextBuilder(VectorStoreObservationContext.Operation.ADD.value())
            .build();
    VectorStoreObservationDocumentation.AI_VECTOR_STORE
        .observation(
            convention, new DefaultVectorStoreObservationConvention(), () -> context, observations)
        .observe(() -> doAdd(documents));
  }

  @Override
  public void doAdd(List<Document> documents) {
    List<float[]> vectors = vectors(documents);
    List<VectorRecord> written = new ArrayList<>(documents.size());
    for (int i = 0; i < vectors.size(); i++) {
      Document document = documents.get(i);
      written.add(
          new VectorRecord(
              document.getId(), DenseVector.copyOf(vectors.get(i)), metadata(document)));
    }
    records.upsert(written);
  }

  private List<float[]> vectors(List<Document> documents) {
    return documents.stream().allMatch(Document::isText)
        ? embeddingModel.embed(documents, EmbeddingOptions.builder().build(), batchingStrategy)
        : documents.stream().map(embeddingModel::embed).toList();
  }

  private Metadata metadata(Document document) {
    Map<String, Object> fields = new LinkedHashMap<>(document.getMetadata());
    if (fields.containsKey(textField)) {
      throw new InvalidRequest(
          "metadata.%s: %s (expected: another key; this one holds the document's text, document: %s)"
              .formatted(textField, fields.get(textField), document.getId()));
    }
    @Nullable String text = document.getText();
    if (text != null) {
      fields.put(textField, text);
    }
    return JavaMetadata.encode(fields);
  }

  @Override
  public void doDelete(List<String> ids) {
    records.find().ifPresent(found -> found.delete(ids));
  }

  @Override
  protected void doDelete(Filter.Expression expression) {
    MetadataFilter filter = FilterTranslation.of(expression);
    records.find().ifPresent(found -> found.deleteMatching(filter));
  }

  /// Scores are cosines; a threshold of 0 lets all through. Documents of records without text have
  /// an empty one.
  @Override
  public List<Document> doSimilaritySearch(SearchRequest request) {
    Filter.@Nullable Expression expression = request.getFilterExpression();
    double threshold = request.getSimilarityThreshold();
    boolean all = threshold <= SearchRequest.SIMILARITY_THRESHOLD_ACCEPT_ALL;
    return records
        .nearest(
            DenseVector.copyOf(embeddingModel.embed(request.getQuery())),
            request.getTopK(),
            expression == null ? MetadataFilter.all() : FilterTranslation.of(expression))
        .stream()
        .filter(match -> all || match.score() >= threshold)
        .map(this::document)
        .toList();
  }

  private Document document(Match match) {
    Map<String, Object> fields = JavaMetadata.decode(match.metadata());
    fields.remove(textField);
    fields.put(DocumentMetadata.DISTANCE.value(), 1.0 - match.score());
    return Document.builder()
        .id(match.id())
        .text(match.metadata().text(textField).orElse(""))
        .metadata(fields)
        .score((double) match.score())
        .build();
  }

  @Override
  public VectorStoreObservationContext.Builder createObservationContextBuilder(String operation) {
    return VectorStoreObservationContext.builder(PROVIDER, operation)
        .dimensions(embeddingModel.dimensions())
        .collectionName(records.collection())
        .namespace(records.name())
        .similarityMetric(VectorStoreSimilarityMetric.COSINE.value());
  }

  /// The [Pictor] beneath.
  @Override
  public <T> Optional<T> getNativeClient() {
    @SuppressWarnings("unchecked") // as the interface has it: the caller names the type
    T client = (T) pictor;
    return Optional.of(client);
  }
}
