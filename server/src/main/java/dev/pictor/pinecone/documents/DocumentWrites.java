package dev.pictor.pinecone.documents;

import dev.pictor.collection.Namespace;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.pinecone.data.Structs;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.inference.Embedded;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Upsert, update and delete in one namespace.
final class DocumentWrites {

  private static final int MOST_DOCUMENTS = 1000;
  private static final String REMOVED = "_remove_fields";

  private final DocumentIndex index;
  private final Namespace namespace;

  DocumentWrites(DocumentIndex index, String name) {
    this.index = index;
    this.namespace = index.collection().namespace(name);
  }

  /// A document of a request.
  ///
  /// @param fields all but its id and its vector
  private record Given(String id, JsonBody body, Map<String, Object> fields) {}

  Map<String, Object> upsert(JsonBody body) {
    List<Given> documents = documents(body);
    Map<String, Object> reply = new LinkedHashMap<>();
    Map<String, VectorValues> vectors = vectors(documents, reply);
    List<VectorRecord> records = new ArrayList<>();
    for (Given each : documents) {
      VectorValues vector = vectors.get(each.id());
      if (vector == null) {
        throw new InvalidRequest(
            "documents: %s has no %s (expected: the field that is searched)"
                .formatted(each.id(), index.field()));
      }
      records.add(new VectorRecord(each.id(), vector, Structs.metadata(each.fields())));
    }
    namespace.upsert(records);
    reply.put("upserted_count", records.size());
    return reply;
  }

  private List<Given> documents(JsonBody body) {
    List<JsonBody> all = body.objects("documents");
    if (all.isEmpty() || all.size() > MOST_DOCUMENTS) {
      throw new InvalidRequest(
          "documents: %d (expected: 1 to %d in a request)".formatted(all.size(), MOST_DOCUMENTS));
    }
    return all.stream().map(this::given).toList();
  }

  private Given given(JsonBody document) {
    Map<String, Object> fields = new LinkedHashMap<>(document.plain());
    fields.remove(DocumentIndex.ID);
    fields.remove(REMOVED);
    if (!index.embeds()) {
      fields.remove(index.field());
    }
    return new Given(document.text(DocumentIndex.ID), document, fields);
  }

  /// The vectors of those documents that bring one, by id.
  private Map<String, VectorValues> vectors(List<Given> documents, Map<String, Object> reply) {
    Map<String, VectorValues> vectors = new HashMap<>();
    List<Given> bringing =
        documents.stream().filter(each -> each.body().has(index.field())).toList();
    if (!index.embeds()) {
      bringing.forEach(each -> vectors.put(each.id(), index.vector(each.id(), each.body())));
      return vectors;
    }
    List<Embedded> embedded =
        index.embed(bringing.stream().map(each -> each.body().text(index.field())).toList());
    for (int i = 0; i < embedded.size(); i++) {
      vectors.put(bringing.get(i).id(), VectorValues.of(embedded.get(i).vector()));
    }
    reply.put(
        "usage", Map.of("embed_total_tokens", embedded.stream().mapToInt(Embedded::tokens).sum()));
    return vectors;
  }

  /// Parts of some documents, or fields of all that match a filter.
  Map<String, Object> update(JsonBody body) {
    if (body.has("documents") == body.has("filter")) {
      throw new InvalidRequest("documents, filter: expected: exactly one of them");
    }
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put(
        "matched_records", body.has("filter") ? updateMatching(body) : updateSome(body, reply));
    return reply;
  }

  private long updateSome(JsonBody body, Map<String, Object> reply) {
    List<Given> documents = documents(body);
    Map<String, VectorValues> vectors = vectors(documents, reply);
    return namespace.update(
        documents.stream()
            .map(
                each ->
                    new RecordUpdate(
                        each.id(),
                        Optional.ofNullable(vectors.get(each.id())),
                        change(each.fields(), each.body().texts(REMOVED))))
            .toList());
  }

  private MetadataChange change(Map<String, Object> put, List<String> removed) {
    Metadata fields = Structs.metadata(put);
    Set<String> gone = new HashSet<>(removed);
    if (gone.contains(index.field())) {
      throw new InvalidRequest(
          "%s: %s (expected: other fields, this one is searched)"
              .formatted(REMOVED, index.field()));
    }
    return new MetadataChange(fields, gone);
  }

  private long updateMatching(JsonBody body) {
    Map<String, Object> put = body.plain("set_fields");
    if (put.containsKey(index.field())) {
      throw new InvalidRequest(
          "set_fields: %s (expected: other fields; this one is searched and changes by id)"
              .formatted(index.field()));
    }
    return namespace.updateMatching(filter(body), change(put, body.texts("remove_fields")));
  }

  private static MetadataFilter filter(JsonBody body) {
    Map<String, Object> filter = body.plain("filter");
    if (filter.isEmpty()) {
      throw new InvalidRequest("filter: empty (expected: a condition)");
    }
    return Structs.filter(filter);
  }

  Map<String, Object> delete(JsonBody body) {
    List<String> ids = body.texts("ids");
    boolean all = body.flag("delete_all").orElse(false);
    if ((ids.isEmpty() ? 0 : 1) + (all ? 1 : 0) + (body.has("filter") ? 1 : 0) != 1) {
      throw new InvalidRequest("ids, filter, delete_all: expected: exactly one of them");
    }
    long matched;
    if (all) {
      matched = namespace.count(MetadataFilter.all());
      boolean _ = namespace.deleteAll();
    } else {
      matched = ids.isEmpty() ? namespace.deleteMatching(filter(body)) : namespace.delete(ids);
    }
    return Map.of("matched_records", matched);
  }
}
