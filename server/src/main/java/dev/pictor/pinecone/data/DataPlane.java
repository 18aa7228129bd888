package dev.pictor.pinecone.data;

import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Access;
import dev.pictor.pinecone.index.Dialect;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.proto.CreateNamespaceRequest;
import dev.pictor.pinecone.proto.DeleteNamespaceRequest;
import dev.pictor.pinecone.proto.DeleteRequest;
import dev.pictor.pinecone.proto.DeleteResponse;
import dev.pictor.pinecone.proto.DescribeIndexStatsRequest;
import dev.pictor.pinecone.proto.DescribeIndexStatsResponse;
import dev.pictor.pinecone.proto.DescribeNamespaceRequest;
import dev.pictor.pinecone.proto.FetchByMetadataRequest;
import dev.pictor.pinecone.proto.FetchByMetadataResponse;
import dev.pictor.pinecone.proto.FetchRequest;
import dev.pictor.pinecone.proto.FetchResponse;
import dev.pictor.pinecone.proto.ListNamespacesRequest;
import dev.pictor.pinecone.proto.ListNamespacesResponse;
import dev.pictor.pinecone.proto.ListRequest;
import dev.pictor.pinecone.proto.ListResponse;
import dev.pictor.pinecone.proto.NamespaceDescription;
import dev.pictor.pinecone.proto.QueryRequest;
import dev.pictor.pinecone.proto.QueryResponse;
import dev.pictor.pinecone.proto.UpdateRequest;
import dev.pictor.pinecone.proto.UpdateResponse;
import dev.pictor.pinecone.proto.UpsertRequest;
import dev.pictor.pinecone.proto.UpsertResponse;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// All operations on the records of one collection. Thread-safe.
public final class DataPlane {

  final Operation<UpsertRequest, UpsertResponse> upsert;
  final Operation<UpdateRequest, UpdateResponse> update;
  final Operation<DeleteRequest, DeleteResponse> delete;
  final Operation<QueryRequest, QueryResponse> query;
  final Operation<FetchRequest, FetchResponse> fetch;
  final Operation<FetchByMetadataRequest, FetchByMetadataResponse> fetchByMetadata;
  final Operation<ListRequest, ListResponse> list;
  final Operation<ListNamespacesRequest, ListNamespacesResponse> listNamespaces;
  final Operation<DescribeNamespaceRequest, NamespaceDescription> describeNamespace;
  final Operation<CreateNamespaceRequest, NamespaceDescription> createNamespace;
  final Operation<DeleteNamespaceRequest, DeleteResponse> deleteNamespace;
  private final IndexStats stats;
  private final WriteSequence sequence;

  /// @param index throws [dev.pictor.error.NotFound] when it is gone
  /// @param sequence that each write moves on
  public DataPlane(Supplier<Index> index, WriteSequence sequence) {
    this.sequence = sequence;
    Supplier<VectorCollection> vectors = () -> requireVectors(index.get()).collection();
    RecordWrites writes = new RecordWrites(vectors);
    RecordReads reads = new RecordReads(vectors);
    NamespaceOperations namespaces = new NamespaceOperations(() -> index.get().collection());
    this.stats = new IndexStats(index);
    this.upsert =
        new Operation<>(
            "Upsert",
            Access.WRITE,
            UpsertRequest.getDefaultInstance(),
            UpsertResponse.getDefaultInstance(),
            counted(writes::upsert));
    this.update =
        new Operation<>(
            "Update",
            Access.WRITE,
            UpdateRequest.getDefaultInstance(),
            UpdateResponse.getDefaultInstance(),
            counted(writes::update));
    this.delete =
        new Operation<>(
            "Delete",
            Access.WRITE,
            DeleteRequest.getDefaultInstance(),
            DeleteResponse.getDefaultInstance(),
            counted(writes::delete));
    this.query =
        new Operation<>(
            "Query",
            Access.READ,
            QueryRequest.getDefaultInstance(),
            QueryResponse.getDefaultInstance(),
            reads::query);
    this.fetch =
        new Operation<>(
            "Fetch",
            Access.READ,
            FetchRequest.getDefaultInstance(),
            FetchResponse.getDefaultInstance(),
            reads::fetch);
    this.fetchByMetadata =
        new Operation<>(
            "FetchByMetadata",
            Access.READ,
            FetchByMetadataRequest.getDefaultInstance(),
            FetchByMetadataResponse.getDefaultInstance(),
            reads::fetchByMetadata);
    this.list =
        new Operation<>(
            "List",
            Access.READ,
            ListRequest.getDefaultInstance(),
            ListResponse.getDefaultInstance(),
            reads::list);
    this.listNamespaces =
        new Operation<>(
            "ListNamespaces",
            Access.READ,
            ListNamespacesRequest.getDefaultInstance(),
            ListNamespacesResponse.getDefaultInstance(),
            namespaces::list);
    this.describeNamespace =
        new Operation<>(
            "DescribeNamespace",
            Access.READ,
            DescribeNamespaceRequest.getDefaultInstance(),
            NamespaceDescription.getDefaultInstance(),
            namespaces::describe);
    this.createNamespace =
        new Operation<>(
            "CreateNamespace",
            Access.WRITE,
            CreateNamespaceRequest.getDefaultInstance(),
            NamespaceDescription.getDefaultInstance(),
            counted(namespaces::create));
    this.deleteNamespace =
        new Operation<>(
            "DeleteNamespace",
            Access.WRITE,
            DeleteNamespaceRequest.getDefaultInstance(),
            DeleteResponse.getDefaultInstance(),
            counted(namespaces::delete));
  }

  private static Index requireVectors(Index index) {
    if (index.entry().vectors() instanceof VectorSource.Documents) {
      throw new InvalidRequest(
          "The index %s holds documents (expected: the operations on documents, /namespaces/{namespace}/documents/…)"
              .formatted(index.name()));
    }
    return index;
  }

  private <Q, R> Function<Q, R> counted(Function<Q, R> write) {
    return request -> {
      R reply = write.apply(request);
      sequence.written();
      return reply;
    };
  }

  /// @param dialect says how the default namespace is called
  Operation<DescribeIndexStatsRequest, DescribeIndexStatsResponse> stats(Dialect dialect) {
    return new Operation<>(
        "DescribeIndexStats",
        Access.READ,
        DescribeIndexStatsRequest.getDefaultInstance(),
        DescribeIndexStatsResponse.getDefaultInstance(),
        request -> stats.describe(request, dialect));
  }

  /// All operations, as gRPC has them.
  public List<Operation<?, ?>> operations() {
    return List.of(
        upsert,
        update,
        delete,
        query,
        fetch,
        fetchByMetadata,
        list,
        stats(Dialect.CLASSIC),
        listNamespaces,
        describeNamespace,
        createNamespace,
        deleteNamespace);
  }

  /// The number of the last write, which all answers tell.
  public WriteSequence sequence() {
    return sequence;
  }
}
