package dev.pictor.pinecone.control;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.pinecone.backup.IndexCopies;
import dev.pictor.pinecone.backup.IndexCopy;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.MetricNames;
import dev.pictor.store.CollectionSpec;

/// Makes an index from a collection, as its pod specification asks for by `source_collection`. The
/// records are those files, so the index is what they were made as. Stateless.
final class FromCollection {

  private FromCollection() {}

  /// @throws InvalidRequest when the collection cannot become that index, in Pinecone's words
  static Index create(IndexRequest request, IndexCopies copies) {
    IndexCopy source = copies.collection(request.sourceCollection());
    requireFit(request, source);
    return copies.restore(
        source,
        request.spec().name(),
        entry ->
            entry
                .withDeployment(request.entry().deployment())
                .withReadCapacity(request.entry().readCapacity()),
        _ -> request.spec().settings());
  }

  private static void requireFit(IndexRequest request, IndexCopy source) {
    CollectionSpec asked = request.spec();
    CollectionSpec kept = source.snapshot().source();
    if (asked.dimension() != kept.dimension()) {
      throw new InvalidRequest("Index and collection must have the same dimension");
    }
    if (request.entry().deployment() instanceof Deployment.Pod pod
        && source.source().deployment() instanceof Deployment.Pod origin
        && !pod.environment().equals(origin.environment())) {
      throw new InvalidRequest("Source collection must be in the same environment as the index");
    }
    if (asked.similarity() != kept.similarity()) {
      throw new InvalidRequest(
          "metric: %s (expected: %s, collection: %s)"
              .formatted(
                  MetricNames.of(asked.similarity()),
                  MetricNames.of(kept.similarity()),
                  request.sourceCollection()));
    }
    if (asked.schema() instanceof MetadataSchema.NamedFields named
        && !named.equals(kept.schema())) {
      throw new InvalidRequest(
          "metadata_config.indexed: %s (expected: none, or those of the collection %s)"
              .formatted(named.names(), request.sourceCollection()));
    }
  }
}
