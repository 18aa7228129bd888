package dev.pictor.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.RelevanceScore;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.pictor.Pictor;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One namespace of a collection as a store of text segments. Thread-safe; usable until its
/// [Pictor] is closed.
///
/// The collection is made by the first embedding that is added, compares by cosine, and may be one
/// of pictures. What is written is durable and found by the next search. A segment's text is a
/// field of its record, so words find it too in Pictor's own searches; text and metadata of a
/// segment may have 40,960 bytes of JSON together. Failures are cases of
/// [dev.pictor.error.ServiceException].
public final class PictorEmbeddingStore implements EmbeddingStore<TextSegment> {

  private static final String USUAL_TEXT_FIELD = "text";

  private final Pictor pictor;
  private final String collection;
  private final String namespace;
  private final SegmentCodec codec;
  private final Optional<PictorEmbeddingModel> model;

  private PictorEmbeddingStore(Builder builder) {
    this.pictor = required(builder.pictor, "pictor");
    this.collection = required(builder.collection, "collection");
    this.namespace = builder.namespace;
    this.codec = new SegmentCodec(builder.textField);
    this.model = Optional.ofNullable(builder.model);
  }

  private static <T> T required(@Nullable T option, String name) {
    if (option == null) {
      throw new IllegalArgumentException(name + ": missing (expected: to be set by the builder)");
    }
    return option;
  }

  public static Builder builder() {
    return new Builder();
  }

  /// Options of a store. For one thread.
  public static final class Builder {

    private @Nullable Pictor pictor;
    private @Nullable String collection;
    private String namespace = "";
    private String textField = USUAL_TEXT_FIELD;
    private @Nullable PictorEmbeddingModel model;

    private Builder() {}

    /// Where the collection is; must be set.
    public Builder pictor(Pictor open) {
      pictor = open;
      return this;
    }

    /// 1 to 45 of `a-z 0-9 -`, neither first nor last a hyphen; must be set.
    public Builder collection(String name) {
      collection = name;
      return this;
    }

    /// The default one unless it is set.
    public Builder namespace(String name) {
      namespace = name;
      return this;
    }

    /// Which field of a record is the segment's text: `text` unless it is set. `path` and
    /// `filename` make segments of the pictures of folders.
    public Builder textField(String name) {
      textField = name;
      return this;
    }

    /// Declares that all embeddings are of this model, so that Pictor refuses others and can search
    /// by texts and pictures itself.
    public Builder model(PictorEmbeddingModel ofAll) {
      model = ofAll;
      return this;
    }

    /// @throws IllegalArgumentException naming what is missing
    public PictorEmbeddingStore build() {
      return new PictorEmbeddingStore(this);
    }
  }

  @Override
  public String add(Embedding embedding) {
    return addAll(List.of(embedding)).getFirst();
  }

  @Override
  public void add(String id, Embedding embedding) {
    write(List.of(record(id, embedding, null)));
  }

  @Override
  public String add(Embedding embedding, TextSegment segment) {
    return addAll(List.of(embedding), List.of(segment)).getFirst();
  }

  @Override
  public List<String> addAll(List<Embedding> embeddings) {
    List<String> ids = generateIds(embeddings.size());
    addAll(ids, embeddings, null);
    return ids;
  }

  /// @param segments as many as embeddings, or null for none
  @Override
  public void addAll(
      List<String> ids, List<Embedding> embeddings, @Nullable List<TextSegment> segments) {
    if (ids.size() != embeddings.size()
        || (segments != null && segments.size() != embeddings.size())) {
      throw new IllegalArgumentException(
          "%d ids, %d embeddings, %s segments (expected: as many of each)"
              .formatted(ids.size(), embeddings.size(), segments == null ? "no" : segments.size()));
    }
    List<VectorRecord> records = new ArrayList<>(ids.size());
    for (int i = 0; i < ids.size(); i++) {
      records.add(record(ids.get(i), embeddings.get(i), segments == null ? null : segments.get(i)));
    }
    write(records);
  }

  private VectorRecord record(String id, Embedding embedding, @Nullable TextSegment segment) {
    return new VectorRecord(
        id,
        DenseVector.copyOf(embedding.vector()),
        segment == null ? Metadata.empty() : codec.encode(segment));
  }

  private void write(List<VectorRecord> records) {
    if (!records.isEmpty()) {
      records(records.getFirst().vector().dimension()).upsert(records);
    }
  }

  /// The namespace to write to; its collection is created when it is missing.
  private synchronized Namespace records(int dimension) {
    return records()
        .orElseGet(
            () ->
                pictor
                    .catalog()
                    .create(new CollectionSpec(collection, dimension, Similarity.COSINE, binding()))
                    .namespace(namespace));
  }

  private ModelBinding binding() {
    return model
        .map(
            each ->
                each.pictor()
                    .<ModelBinding>withModel(
                        embedder ->
                            new ModelBinding.Bound(
                                embedder.model().name(), embedder.fingerprint())))
        .orElseGet(ModelBinding.Unattested::new);
  }

  /// Empty as long as there is no collection.
  private Optional<Namespace> records() {
    Optional<VectorCollection> present = pictor.catalog().find(collection);
    present.ifPresent(this::requireFitting);
    return present.map(each -> each.namespace(namespace));
  }

  private void requireFitting(VectorCollection present) {
    VectorSpace space = present.spec().space();
    if (!(space instanceof VectorSpace.Dense) || space.similarity() != Similarity.COSINE) {
      throw new Conflict(
          "collection: %s compares by %s%s (expected: dense vectors by COSINE). Choose another collection."
              .formatted(
                  collection,
                  space.similarity(),
                  space instanceof VectorSpace.Dense ? "" : ", sparse vectors"));
    }
    model.ifPresent(
        each ->
            each.pictor()
                .withModel(
                    embedder -> {
                      present.requireModel(embedder.model().name(), embedder.fingerprint());
                      return embedder;
                    }));
  }

  @Override
  public void removeAll(@Nullable Collection<String> ids) {
    if (ids == null || ids.isEmpty()) {
      throw new IllegalArgumentException("ids cannot be null or empty");
    }
    records().ifPresent(each -> each.delete(ids));
  }

  @Override
  public void removeAll(@Nullable Filter filter) {
    if (filter == null) {
      throw new IllegalArgumentException("filter cannot be null");
    }
    MetadataFilter wanted = FilterTranslation.of(filter);
    records().ifPresent(each -> each.deleteMatching(wanted));
  }

  /// Empties the namespace; the collection stays.
  @Override
  public void removeAll() {
    records().ifPresent(Namespace::deleteAll);
  }

  /// Scores are [RelevanceScore]s of cosines, 0 to 1. Of records without text the segment is null.
  ///
  /// @param request with up to 10,000 results; its query in words is not used
  @Override
  public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
    MetadataFilter filter =
        request.filter() == null ? MetadataFilter.all() : FilterTranslation.of(request.filter());
    DenseVector target = DenseVector.copyOf(request.queryEmbedding().vector());
    List<EmbeddingMatch<TextSegment>> matches =
        records()
            .map(each -> nearest(each, target, request.maxResults(), filter))
            .orElse(List.of())
            .stream()
            .map(this::match)
            .filter(match -> match.score() >= request.minScore())
            .toList();
    return new EmbeddingSearchResult<>(matches);
  }

  private static List<Match> nearest(
      Namespace records, DenseVector target, int limit, MetadataFilter filter) {
    return records
        .query(
            QueryTarget.of(target),
            limit,
            filter,
            new SearchEffort.Automatic(),
            new MatchContents(true, true))
        .matches();
  }

  private EmbeddingMatch<TextSegment> match(Match match) {
    float[] vector =
        match
            .values()
            .flatMap(values -> values.dense())
            .orElseThrow(() -> new IllegalStateException("asked for values: " + match.id()))
            .toArray();
    return new EmbeddingMatch<>(
        RelevanceScore.fromCosineSimilarity(match.score()),
        match.id(),
        Embedding.from(vector),
        codec.decode(match.metadata()).orElse(null));
  }
}
