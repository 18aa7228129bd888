package dev.pictor.pinecone.records;

import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.inference.Input;
import dev.pictor.pinecone.inference.InputEncoder;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.pinecone.inference.RankFields;
import dev.pictor.pinecone.inference.Reranker;
import dev.pictor.pinecone.records.RecordSearch.Hit;
import java.util.ArrayList;
import java.util.List;

/// Puts the hits of a search in order by another model, or by another query.
final class HitReranker {

  private final LocalModels models;
  private final JsonBody rerank;
  private final JsonBody query;

  /// @param rerank as the request has it
  /// @param query whose inputs count where `rerank` has no query of its own
  HitReranker(LocalModels models, JsonBody rerank, JsonBody query) {
    this.models = models;
    this.rerank = rerank;
    this.query = query;
  }

  /// @throws InvalidRequest naming the hit without the field
  List<Hit> rank(List<Hit> hits) {
    RankFields field = new RankFields(rerank);
    Input asked =
        rerank
            .optionalText("query")
            .<Input>map(Input.Text::new)
            .or(() -> query.optionalObject("inputs").flatMap(Input::read))
            .orElseThrow(
                () -> new InvalidRequest("rerank.query: missing (expected: what to rank by)"));
    List<Input> documents = new ArrayList<>();
    for (Hit each : hits) {
      if (!(each.fields().get(field.field()) instanceof String value)) {
        throw new InvalidRequest(
            "field '%s' not found in document %s (expected: a string)"
                .formatted(field.field(), each.id()));
      }
      documents.add(field.input(value));
    }
    int most = rerank.count("top_n").orElse(hits.size());
    try (InputEncoder model = models.open(rerank.text("model"))) {
      return Reranker.rank(model, asked, documents).stream()
          .limit(most)
          .map(each -> hits.get(each.index()).withScore(each.score()))
          .toList();
    }
  }
}
