package dev.pictor.pinecone.data;

import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Dialect;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.MetricNames;
import dev.pictor.pinecone.proto.DescribeIndexStatsRequest;
import dev.pictor.pinecone.proto.DescribeIndexStatsResponse;
import dev.pictor.pinecone.proto.NamespaceSummary;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.VectorSpace;
import java.util.function.Supplier;

/// Describes an index by its records. Thread-safe.
final class IndexStats {

  private final Supplier<Index> index;

  IndexStats(Supplier<Index> index) {
    this.index = index;
  }

  /// @param dialect says how the default namespace is called
  DescribeIndexStatsResponse describe(DescribeIndexStatsRequest request, Dialect dialect) {
    boolean filtered = request.getFilter().getFieldsCount() > 0;
    Index described = index.get();
    if (filtered && !(described.entry().deployment() instanceof Deployment.Pod)) {
      throw new InvalidRequest(
          "Serverless and Starter indexes do not support describing index stats with metadata"
              + " filtering");
    }
    VectorCollection source = described.collection();
    MetadataFilter filter = Structs.filter(request.getFilter());
    DescribeIndexStatsResponse.Builder response = DescribeIndexStatsResponse.newBuilder();
    long total = 0;
    for (NamespaceStats each : source.namespaces().values()) {
      long records = filtered ? source.namespace(each.name()).count(filter) : each.records();
      total += records;
      response.putNamespaces(
          dialect == Dialect.SCHEMA ? NamespaceOperations.shown(each.name()) : each.name(),
          NamespaceSummary.newBuilder().setVectorCount((int) records).build());
    }
    CollectionSpec spec = source.spec();
    response
        .setTotalVectorCount((int) total)
        .setMetric(MetricNames.of(spec.similarity()))
        .setVectorType(spec.space() instanceof VectorSpace.Dense ? "dense" : "sparse");
    if (spec.space() instanceof VectorSpace.Dense dense) {
      response.setDimension(dense.dimension());
    }
    return response.build();
  }
}
