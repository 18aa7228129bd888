package dev.pictor;

import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
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
import java.util.List;
import java.util.Optional;

/// A namespace for vectors that a program makes, compared by cosine; its collection is created by
/// the first write. Thread-safe.
public final class LazyNamespace {

  private final Pictor pictor;
  private final String collection;
  private final String name;
  private final boolean ofOwnModel;

  /// @param collection 1 to 45 of `a-z 0-9 -`, neither first nor last a hyphen
  /// @param name `""` is the default namespace
  /// @param ofOwnModel whether all vectors are of the configured model of `pictor`: then those of
  ///   others are refused, and texts and pictures can be searched for
  public LazyNamespace(Pictor pictor, String collection, String name, boolean ofOwnModel) {
    this.pictor = pictor;
    this.collection = collection;
    this.name = name;
    this.ofOwnModel = ofOwnModel;
  }

  public String collection() {
    return collection;
  }

  public String name() {
    return name;
  }

  /// The namespace; empty as long as there is no collection.
  ///
  /// @throws Conflict when the collection compares otherwise, or is of another model
  public Optional<Namespace> find() {
    Optional<VectorCollection> present = pictor.catalog().find(collection);
    present.ifPresent(this::requireFitting);
    return present.map(each -> each.namespace(name));
  }

  private void requireFitting(VectorCollection present) {
    VectorSpace space = present.spec().space();
    if (!(space instanceof VectorSpace.Dense) || space.similarity() != Similarity.COSINE) {
      throw new Conflict(
          "collection: %s compares %s vectors by %s (expected: dense ones by COSINE). Choose another collection."
              .formatted(
                  collection,
                  space instanceof VectorSpace.Dense ? "dense" : "sparse",
                  space.similarity()));
    }
    if (ofOwnModel) {
      ModelBinding.Bound own = ownModel();
      present.requireModel(own.model(), own.fingerprint());
    }
  }

  private ModelBinding.Bound ownModel() {
    return pictor.withModel(
        embedder -> new ModelBinding.Bound(embedder.model().name(), embedder.fingerprint()));
  }

  /// Inserts or replaces, durably.
  ///
  /// @param records of one dimension, which the first write gives to the collection
  /// @throws dev.pictor.error.InvalidRequest for another dimension
  /// @throws Conflict as [#find]
  public void upsert(List<VectorRecord> records) {
    if (!records.isEmpty()) {
      forWriting(records.getFirst().vector().dimension()).upsert(records);
    }
  }

  private synchronized Namespace forWriting(int dimension) {
    return find()
        .orElseGet(
            () ->
                pictor
                    .catalog()
                    .create(
                        new CollectionSpec(
                            collection,
                            dimension,
                            Similarity.COSINE,
                            ofOwnModel ? ownModel() : new ModelBinding.Unattested()))
                    .namespace(name));
  }

  /// The nearest records with their vectors and metadata, best first; scores are cosines.
  ///
  /// @param limit 1 to 10,000
  public List<Match> nearest(DenseVector target, int limit, MetadataFilter filter) {
    return find()
        .map(
            records ->
                records
                    .query(
                        QueryTarget.of(target),
                        limit,
                        filter,
                        new SearchEffort.Automatic(),
                        new MatchContents(true, true))
                    .matches())
        .orElse(List.of());
  }
}
