package dev.pictor.pinecone.records;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.pinecone.data.JsonVectors;
import dev.pictor.pinecone.data.Structs;
import dev.pictor.pinecone.data.Vectors;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.Embedded;
import dev.pictor.pinecone.inference.Input;
import dev.pictor.pinecone.inference.InputEncoder;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.SearchEffort;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A search by text or picture, vector or id, reranked if asked for.
final class RecordSearch {

  private static final MatchContents WITH_FIELDS = MatchContents.METADATA;

  private final Index index;
  private final LocalModels models;
  private final Map<String, Object> usage = new LinkedHashMap<>();

  RecordSearch(Index index, LocalModels models) {
    this.index = index;
    this.models = models;
  }

  /// What is answered.
  ///
  /// @throws InvalidRequest naming the field
  Map<String, Object> run(String namespace, JsonBody body) {
    JsonBody query = body.object("query");
    refuseTerms(query);
    int topK = query.count("top_k").orElseThrow(() -> query.missing("top_k"));
    usage.put("read_units", 1);
    List<Match> matches =
        index
            .collection()
            .namespace(namespace)
            .query(
                target(query),
                topK,
                Structs.filter(query.plain("filter")),
                new SearchEffort.Automatic(),
                WITH_FIELDS)
            .matches();
    List<Hit> hits = matches.stream().map(Hit::of).toList();
    Optional<JsonBody> rerank = body.optionalObject("rerank");
    if (rerank.isPresent()) {
      hits = reranked(hits, rerank.get(), query);
    }
    List<String> fields = body.texts("fields");
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("hits", hits.stream().map(hit -> hit.view(fields)).toList());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("result", result);
    view.put("usage", usage);
    return view;
  }

  private void refuseTerms(JsonBody query) {
    if (query.has("match_terms")) {
      throw new InvalidRequest(
          "match_terms: given (expected: none; it is for the model pinecone-sparse-english-v0, this index uses %s)"
              .formatted(model().orElse("none")));
    }
  }

  private QueryTarget target(JsonBody query) {
    Optional<Input> input = query.optionalObject("inputs").map(RecordSearch::input);
    Optional<JsonBody> vector = query.optionalObject("vector");
    Optional<String> id = query.optionalText("id");
    if ((input.isPresent() ? 1 : 0) + (vector.isPresent() ? 1 : 0) + (id.isPresent() ? 1 : 0)
        != 1) {
      throw new InvalidRequest("query: expected: exactly one of inputs, vector and id");
    }
    return input
        .map(this::embedded)
        .or(() -> vector.map(this::given))
        .orElseGet(() -> new QueryTarget.OfRecord(id.orElseThrow()));
  }

  private QueryTarget given(JsonBody vector) {
    return new QueryTarget.Values(
        Vectors.query(
            index.collection().spec(),
            JsonVectors.floats(vector.elements("values"), "query.vector.values"),
            JsonVectors.sparse(
                vector.elements("sparse_indices"),
                vector.elements("sparse_values"),
                "query.vector")));
  }

  private static Input input(JsonBody inputs) {
    return Input.read(inputs)
        .orElseThrow(
            () ->
                new InvalidRequest("query.inputs: %s (expected: text)".formatted(inputs.names())));
  }

  private QueryTarget embedded(Input input) {
    String name =
        model()
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "Integrated inference is not configured for the index %s (expected: a vector or an id, or a declared model)"
                            .formatted(index.name())));
    try (InputEncoder model = models.open(name)) {
      index.collection().requireModel(model.model(), model.fingerprint());
      Embedded embedded = model.embed(input);
      usage.put("embed_total_tokens", embedded.tokens());
      return new QueryTarget.Values(VectorValues.of(embedded.vector()));
    }
  }

  /// The model that makes the vectors of the index, or that is declared for them.
  private Optional<String> model() {
    if (index.entry().vectors() instanceof VectorSource.Integrated integrated) {
      return Optional.of(index.modelOf(integrated));
    }
    return index.collection().spec().model() instanceof ModelBinding.Bound(String model, _)
        ? Optional.of(model)
        : Optional.empty();
  }

  private List<Hit> reranked(List<Hit> hits, JsonBody rerank, JsonBody query) {
    usage.put("rerank_units", 1);
    return hits.isEmpty() ? hits : new HitReranker(models, rerank, query).rank(hits);
  }

  /// A match as it is answered.
  record Hit(String id, Number score, Map<String, Object> fields) {

    static Hit of(Match match) {
      return new Hit(match.id(), match.score(), MetadataParser.toPlain(match.metadata()));
    }

    Hit withScore(Number changed) {
      return new Hit(id, changed, fields);
    }

    /// @param wanted names of fields; none for all
    Map<String, Object> view(List<String> wanted) {
      Map<String, Object> kept = new LinkedHashMap<>(fields);
      if (!wanted.isEmpty() && !wanted.contains("*")) {
        kept.keySet().retainAll(new ArrayList<>(wanted));
      }
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("_id", id);
      view.put("_score", score);
      view.put("fields", kept);
      return view;
    }
  }
}
