package dev.pictor.pinecone.documents;

import dev.pictor.collection.Namespace;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.pinecone.data.JsonVectors;
import dev.pictor.pinecone.data.Structs;
import dev.pictor.pinecone.data.Vectors;
import dev.pictor.pinecone.documents.DocumentIndex.Wanted;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.PageToken;
import dev.pictor.pinecone.inference.Embedded;
import dev.pictor.pinecone.proto.SparseValues;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.Page;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.RecordHead;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Fetch, list and search in one namespace.
final class DocumentReads {

  private static final int USUAL_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;
  private static final int MOST_IDS = 1000;

  private final DocumentIndex index;
  private final String name;
  private final Namespace namespace;
  private final Map<String, Object> usage = new LinkedHashMap<>(Map.of("read_units", 1));

  DocumentReads(DocumentIndex index, String name) {
    this.index = index;
    this.name = name;
    this.namespace = index.collection().namespace(name);
  }

  /// By ids, or page by page by a filter.
  Map<String, Object> fetch(JsonBody body) {
    List<String> ids = body.texts("ids");
    if (ids.isEmpty() != body.has("filter") || ids.size() > MOST_IDS) {
      throw new InvalidRequest(
          "ids: %d, filter: %s (expected: 1 to %d ids, or a filter)"
              .formatted(ids.size(), body.has("filter") ? "given" : "none", MOST_IDS));
    }
    List<String> fields = body.texts("include_fields");
    Wanted wanted = new Wanted(fields.isEmpty() || fields.contains("*"), fields);
    Page<VectorRecord> page =
        ids.isEmpty()
            ? namespace.fetchMatching(
                Structs.filter(body.plain("filter")), after(body), limit(body))
            : new Page<>(namespace.fetch(ids), Optional.empty());
    Map<String, Object> documents = new LinkedHashMap<>();
    for (VectorRecord each : page.records()) {
      documents.put(each.id(), index.view(each.id(), each.values(), each.metadata(), wanted));
    }
    return reply("documents", documents, page.next());
  }

  Map<String, Object> list(JsonBody body) {
    Page<RecordHead> page =
        namespace.page(
            body.optionalText("prefix").orElse(""), MetadataFilter.all(), after(body), limit(body));
    return reply(
        "documents",
        page.records().stream().map(each -> Map.of(DocumentIndex.ID, each.id())).toList(),
        page.next());
  }

  private static String after(JsonBody body) {
    return PageToken.after(body.optionalText("pagination_token").orElse(""));
  }

  private static int limit(JsonBody body) {
    int limit = body.count("limit").orElse(USUAL_PAGE);
    if (limit < 1 || limit > LARGEST_PAGE) {
      throw new InvalidRequest("limit: %d (expected: 1 to %d)".formatted(limit, LARGEST_PAGE));
    }
    return limit;
  }

  private Map<String, Object> reply(String what, Object content, Optional<String> next) {
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put(what, content);
    next.ifPresent(after -> reply.put("pagination", Map.of("next", PageToken.of(after))));
    reply.put("namespace", name);
    reply.put("usage", usage);
    return reply;
  }

  Map<String, Object> search(JsonBody body) {
    List<JsonBody> clauses = body.objects("score_by");
    if (clauses.size() != 1) {
      throw new InvalidRequest("score_by: %d (expected: one)".formatted(clauses.size()));
    }
    List<String> fields = body.texts("include_fields");
    Wanted wanted = new Wanted(fields.contains("*"), fields);
    List<Match> matches =
        namespace
            .query(
                target(clauses.getFirst()),
                body.count("top_k").orElseThrow(() -> body.missing("top_k")),
                Structs.filter(body.plain("filter")),
                new SearchEffort.Automatic(),
                new MatchContents(wanted.has(index.field()), true))
            .matches();
    List<Map<String, Object>> found = new ArrayList<>();
    for (Match each : matches) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put(DocumentIndex.ID, each.id());
      view.put("_score", each.score());
      view.putAll(view(each, wanted));
      found.add(view);
    }
    return reply("matches", found, Optional.empty());
  }

  private Map<String, Object> view(Match match, Wanted wanted) {
    return match
        .values()
        .map(values -> index.view(match.id(), values, match.metadata(), wanted))
        .orElseGet(() -> index.view(match.id(), match.metadata(), wanted));
  }

  private QueryTarget target(JsonBody clause) {
    String type = clause.text("type");
    String field =
        clause.optionalText("field").orElseGet(() -> String.join(", ", clause.texts("fields")));
    if (!field.equals(index.field())) {
      throw new InvalidRequest(
          "score_by[0].field: %s (expected: %s, the field that is searched)"
              .formatted(field, index.field()));
    }
    VectorValues values =
        switch (type) {
          case "dense_vector" ->
              given(
                  JsonVectors.floats(clause.elements("values"), "score_by[0].values"),
                  SparseValues.getDefaultInstance());
          case "sparse_vector" ->
              given(
                  List.of(),
                  DocumentIndex.sparse(
                      clause.object("sparse_values"), "score_by[0].sparse_values"));
          case "embed" -> embedded(clause.text("query"));
          default ->
              throw new InvalidRequest(
                  "score_by[0].type: %s (expected: dense_vector, sparse_vector or embed; this server has no search of words yet)"
                      .formatted(type));
        };
    return new QueryTarget.Values(values);
  }

  private VectorValues given(List<Float> dense, SparseValues sparse) {
    return Vectors.query(index.spec(), dense, sparse);
  }

  private VectorValues embedded(String query) {
    if (!index.embeds()) {
      throw new InvalidRequest(
          "score_by[0].type: embed (expected: a vector, the field %s has no model)"
              .formatted(index.field()));
    }
    Embedded embedded = index.embed(List.of(query)).getFirst();
    usage.put("embed_total_tokens", embedded.tokens());
    return VectorValues.of(embedded.vector());
  }
}
