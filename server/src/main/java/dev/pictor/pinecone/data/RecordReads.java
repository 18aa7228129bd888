package dev.pictor.pinecone.data;

import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.pinecone.index.PageToken;
import dev.pictor.pinecone.proto.FetchByMetadataRequest;
import dev.pictor.pinecone.proto.FetchByMetadataResponse;
import dev.pictor.pinecone.proto.FetchRequest;
import dev.pictor.pinecone.proto.FetchResponse;
import dev.pictor.pinecone.proto.ListItem;
import dev.pictor.pinecone.proto.ListRequest;
import dev.pictor.pinecone.proto.ListResponse;
import dev.pictor.pinecone.proto.Pagination;
import dev.pictor.pinecone.proto.QueryRequest;
import dev.pictor.pinecone.proto.QueryResponse;
import dev.pictor.pinecone.proto.Usage;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.Page;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.RecordHead;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorRecord;
import java.util.List;
import java.util.function.Supplier;

/// Query, fetch, fetch by metadata, list. Thread-safe.
final class RecordReads {

  private static final Usage ONE_UNIT = Usage.newBuilder().setReadUnits(1).build();
  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;
  private static final float LEAST_SCAN_FACTOR = 0.5f;
  private static final float MOST_SCAN_FACTOR = 4;
  private static final long MOST_CANDIDATES = 100_000;

  private final Supplier<VectorCollection> collection;

  RecordReads(Supplier<VectorCollection> collection) {
    this.collection = collection;
  }

  QueryResponse query(QueryRequest request) {
    VectorCollection source = collection.get();
    List<Match> matches =
        source
            .namespace(request.getNamespace())
            .query(
                target(source.spec(), request),
                Math.toIntExact(
                    Math.min(Integer.toUnsignedLong(request.getTopK()), Integer.MAX_VALUE)),
                Structs.filter(request.getFilter()),
                effort(request),
                new MatchContents(request.getIncludeValues(), request.getIncludeMetadata()))
            .matches();
    QueryResponse.Builder response = QueryResponse.newBuilder();
    matches.forEach(each -> response.addMatches(Vectors.of(each)));
    return response.setNamespace(request.getNamespace()).setUsage(ONE_UNIT).build();
  }

  private static QueryTarget target(CollectionSpec spec, QueryRequest request) {
    if (!request.getId().isEmpty()) {
      if (request.getVectorCount() > 0 || request.getSparseVector().getIndicesCount() > 0) {
        throw new InvalidRequest(
            "Cannot provide both 'ID' and '%s' at the same time".formatted(Vectors.name(spec)));
      }
      return new QueryTarget.OfRecord(request.getId());
    }
    return new QueryTarget.Values(
        Vectors.query(spec, request.getVectorList(), request.getSparseVector()));
  }

  /// A number of candidates is how far a walk of the graph goes; a scan factor only has to be
  /// right.
  private static SearchEffort effort(QueryRequest request) {
    float factor = request.getScanFactor();
    if (request.hasScanFactor() && !(factor >= LEAST_SCAN_FACTOR && factor <= MOST_SCAN_FACTOR)) {
      throw new InvalidRequest(
          "scan_factor: %s (expected: %s to %s)"
              .formatted(factor, LEAST_SCAN_FACTOR, MOST_SCAN_FACTOR));
    }
    if (!request.hasMaxCandidates()) {
      return new SearchEffort.Automatic();
    }
    long candidates = Integer.toUnsignedLong(request.getMaxCandidates());
    if (candidates < 1 || candidates > MOST_CANDIDATES) {
      throw new InvalidRequest(
          "max_candidates: %d (expected: 1 to %d)".formatted(candidates, MOST_CANDIDATES));
    }
    return new SearchEffort.Walk((int) candidates);
  }

  FetchResponse fetch(FetchRequest request) {
    if (request.getIdsCount() == 0) {
      throw new InvalidRequest("ids: none (expected: 1 to 1000)");
    }
    RecordWrites.requireAtMost("ids", request.getIdsCount());
    FetchResponse.Builder response = FetchResponse.newBuilder();
    for (VectorRecord each : namespace(request.getNamespace()).fetch(request.getIdsList())) {
      response.putVectors(each.id(), Vectors.of(each));
    }
    return response.setNamespace(request.getNamespace()).setUsage(ONE_UNIT).build();
  }

  FetchByMetadataResponse fetchByMetadata(FetchByMetadataRequest request) {
    Page<VectorRecord> page =
        namespace(request.getNamespace())
            .fetchMatching(
                Structs.filter(request.getFilter()),
                PageToken.after(request.getPaginationToken()),
                limit(request.hasLimit(), request.getLimit(), LARGEST_PAGE));
    FetchByMetadataResponse.Builder response = FetchByMetadataResponse.newBuilder();
    page.records().forEach(each -> response.putVectors(each.id(), Vectors.of(each)));
    page.next().ifPresent(after -> response.setPagination(nextPage(after)));
    return response.setNamespace(request.getNamespace()).setUsage(ONE_UNIT).build();
  }

  ListResponse list(ListRequest request) {
    Page<RecordHead> page =
        namespace(request.getNamespace())
            .page(
                request.getPrefix(),
                MetadataFilter.all(),
                PageToken.after(request.getPaginationToken()),
                limit(request.hasLimit(), request.getLimit(), LARGEST_PAGE));
    ListResponse.Builder response = ListResponse.newBuilder();
    page.records().forEach(each -> response.addVectors(ListItem.newBuilder().setId(each.id())));
    page.next().ifPresent(after -> response.setPagination(nextPage(after)));
    return response.setNamespace(request.getNamespace()).setUsage(ONE_UNIT).build();
  }

  static Pagination nextPage(String after) {
    return Pagination.newBuilder().setNext(PageToken.of(after)).build();
  }

  /// @param most that a page may have
  static int limit(boolean given, int limit, int most) {
    if (!given) {
      return USUAL_PAGE;
    }
    if (limit < 1 || limit > most) {
      throw new InvalidRequest(
          "limit: %s (expected: 1 to %d)".formatted(Integer.toUnsignedString(limit), most));
    }
    return limit;
  }

  private Namespace namespace(String name) {
    return collection.get().namespace(name);
  }
}
