package dev.pictor.remotepinecone;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.remotepinecone.PushedFilter.Part;
import dev.pictor.store.VectorRecord;
import io.pinecone.proto.FetchByMetadataRequest;
import io.pinecone.proto.FetchByMetadataResponse;
import io.pinecone.proto.FetchRequest;
import io.pinecone.proto.ListItem;
import io.pinecone.proto.ListRequest;
import io.pinecone.proto.ListResponse;
import io.pinecone.proto.UpdateRequest;
import io.pinecone.proto.Vector;
import io.pinecone.proto.VectorServiceGrpc.VectorServiceBlockingStub;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// What is read of one index beside queries. Reads of all records of a namespace take them in
/// batches, one request for a page of ids and one for each batch of records. Thread-safe.
final class RecordReads {

  /// Pinecone lists 100 ids at once; other services more.
  private static final int USUAL_PAGE = 100;

  private static final int LARGE_PAGE = 1000;

  private final IndexAccess index;
  private final Cursors cursors = new Cursors();
  private volatile int page = LARGE_PAGE;

  RecordReads(IndexAccess index) {
    this.index = index;
  }

  /// Those that exist, in the order asked, each once.
  List<VectorRecord> fetch(String namespace, List<String> ids) {
    index.requireOpen();
    List<String> wanted =
        new LinkedHashSet<>(ids)
            .stream().filter(each -> !each.isEmpty() && WireText.isUnicode(each)).toList();
    List<VectorRecord> records = new ArrayList<>();
    for (List<String> batch : Batches.ofIds(wanted, Batches.records(index.spec()))) {
      Map<String, Vector> found =
          index
              .read(
                  VectorServiceBlockingStub::fetch,
                  FetchRequest.newBuilder().setNamespace(namespace).addAllIds(batch).build())
              .getVectorsMap();
      for (String id : batch) {
        Optional.ofNullable(found.get(id)).map(WireRecords::read).ifPresent(records::add);
      }
    }
    return records;
  }

  /// Gives ids in their order, page by page, until there are no more or `more` says no.
  ///
  /// @param after exclusive; `""` for the start
  void walk(String namespace, String prefix, String after, Predicate<List<String>> more) {
    String token = cursors.before(namespace, prefix, after);
    boolean goOn = true;
    do {
      ListResponse response = list(namespace, prefix, token);
      List<String> ids =
          response.getVectorsList().stream()
              .map(ListItem::getId)
              .filter(id -> after.isEmpty() || WireText.ORDER.compare(id, after) > 0)
              .toList();
      token = response.getPagination().getNext();
      if (!token.isEmpty() && response.getVectorsCount() > 0) {
        String last = response.getVectors(response.getVectorsCount() - 1).getId();
        cursors.put(namespace, prefix, last, token);
      }
      goOn = ids.isEmpty() || more.test(ids);
    } while (goOn && !token.isEmpty());
  }

  private ListResponse list(String namespace, String prefix, String token) {
    int asked = page;
    try {
      return index.read(
          VectorServiceBlockingStub::list, listRequest(namespace, prefix, token, asked));
    } catch (InvalidRequest e) {
      if (asked == USUAL_PAGE) {
        throw e;
      }
      page = USUAL_PAGE;
      return index.read(
          VectorServiceBlockingStub::list, listRequest(namespace, prefix, token, USUAL_PAGE));
    }
  }

  private static ListRequest listRequest(String namespace, String prefix, String token, int limit) {
    ListRequest.Builder request = ListRequest.newBuilder().setNamespace(namespace).setLimit(limit);
    if (!prefix.isEmpty()) {
      request.setPrefix(prefix);
    }
    if (!token.isEmpty()) {
      request.setPaginationToken(token);
    }
    return request.build();
  }

  /// Gives each record that matches once, in no order.
  void each(String namespace, MetadataFilter filter, Consumer<VectorRecord> taker) {
    index.requireOpen();
    PushedFilter pushed = PushedFilter.of(filter);
    Consumer<VectorRecord> matching =
        pushed.exact()
            ? taker
            : record -> {
              if (FilterMatcher.matches(filter, record.metadata())) {
                taker.accept(record);
              }
            };
    switch (pushed.part()) {
      case Part.None() -> {}
      case Part.All() ->
          walk(
              namespace,
              "",
              "",
              ids -> {
                fetch(namespace, ids).forEach(matching);
                return true;
              });
      case Part.Condition(Struct condition) -> eachOf(namespace, condition, matching);
    }
  }

  private void eachOf(String namespace, Struct condition, Consumer<VectorRecord> taker) {
    String token = "";
    do {
      FetchByMetadataRequest.Builder request =
          FetchByMetadataRequest.newBuilder()
              .setNamespace(namespace)
              .setFilter(condition)
              .setLimit(Batches.records(index.spec()));
      if (!token.isEmpty()) {
        request.setPaginationToken(token);
      }
      FetchByMetadataResponse response =
          index.read(VectorServiceBlockingStub::fetchByMetadata, request.build());
      response.getVectorsMap().values().forEach(each -> taker.accept(WireRecords.read(each)));
      token = response.getPagination().getNext();
    } while (!token.isEmpty());
  }

  /// How many records match a condition in Pinecone's words: an update of them that is not done.
  long count(String namespace, Struct condition) {
    return Integer.toUnsignedLong(
        index
            .read(
                VectorServiceBlockingStub::update,
                UpdateRequest.newBuilder()
                    .setNamespace(namespace)
                    .setFilter(condition)
                    .setSetMetadata(
                        Struct.newBuilder()
                            .putFields("counted", Value.newBuilder().setBoolValue(true).build()))
                    .setDryRun(true)
                    .build())
            .getMatchedRecords());
  }
}
