package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.clip.ModelUse;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.eval.Evaluation;
import dev.pictor.eval.LabelledQuery;
import dev.pictor.eval.Quality;
import dev.pictor.eval.QueryOutcome;
import dev.pictor.eval.QueryTable;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.search.SearchService;
import dev.pictor.store.SearchEffort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// How well a collection answers queries whose right answers the client knows.
final class EvaluationRoutes {

  private static final String CSV = "text/csv";
  private static final int MAX_QUERIES = 5_000;

  private final NativeApi.Parts parts;
  private final QueryReader reader;

  private record Request(List<LabelledQuery> queries, String namespace, boolean exact) {}

  EvaluationRoutes(NativeApi.Parts parts, QueryReader reader) {
    this.parts = parts;
    this.reader = reader;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.POST, Views.PREFIX + "/collections/{name}/evaluate", this::evaluate));
  }

  private Reply evaluate(Call call) throws IOException {
    long start = System.nanoTime();
    VectorCollection collection = parts.catalog().get(call.pathValue("name"));
    Request request = call.contentType().equals(CSV) ? table(call) : json(call);
    SearchEffort effort = request.exact() ? new SearchEffort.Exact() : new SearchEffort.Automatic();
    try (ModelUse use = parts.models().use(parts.modelOf(collection.name()))) {
      Evaluation evaluation =
          Evaluation.run(
              new SearchService(use.embedder(), parts.calibrator()),
              collection,
              collection.namespace(request.namespace()),
              effort,
              request.queries());
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("model", use.embedder().model().name());
      view.put("quality", view(evaluation.quality()));
      Map<String, Object> languages = new LinkedHashMap<>();
      evaluation.byLanguage().forEach((each, quality) -> languages.put(each, view(quality)));
      view.put("languages", languages);
      view.put("queries", evaluation.outcomes().stream().map(EvaluationRoutes::view).toList());
      view.put("unknown", evaluation.unknown().stream().sorted().toList());
      view.put("seconds", (System.nanoTime() - start) / 1e9);
      return Reply.json(view);
    }
  }

  private Request json(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    Request request =
        new Request(
            queries(fields.list("queries")),
            fields.optionalText("namespace").orElse(""),
            fields.flag("exact", false));
    fields.refuseOthers();
    return request;
  }

  private static Request table(Call call) throws IOException {
    String namespace = call.query("namespace").orElse("");
    String exact = call.query("exact").orElse("false");
    if (!List.of("true", "false").contains(exact)) {
      throw new InvalidRequest("exact: %s (expected: true or false)".formatted(exact));
    }
    List<LabelledQuery> queries =
        QueryTable.parse(call.text(), "queries", EvaluationRoutes::noPicture);
    requireNumber(queries.size());
    return new Request(queries, namespace, exact.equals("true"));
  }

  private static byte[] noPicture(String name) {
    throw new InvalidRequest(
        "picture: %s (expected: the columns query or like; the files of a table are read by pictor eval)"
            .formatted(name));
  }

  private List<LabelledQuery> queries(List<JsonNode> nodes) {
    requireNumber(nodes.size());
    List<LabelledQuery> queries = new ArrayList<>();
    for (JsonNode node : nodes) {
      JsonFields fields = JsonFields.of(node, "queries[%d].".formatted(queries.size()));
      JsonNode query =
          fields
              .node("query")
              .orElseThrow(() -> fields.missing("query", "a text, a part or a list of parts"));
      String name =
          fields
              .optionalText("name")
              .orElse(query.isString() ? query.stringValue() : "query " + (queries.size() + 1));
      LabelledQuery labelled =
          new LabelledQuery(
              name,
              fields.optionalText("language").orElse(""),
              reader.parts(query),
              Set.copyOf(fields.texts("expected")));
      fields.refuseOthers();
      queries.add(labelled);
    }
    return queries;
  }

  private static void requireNumber(int queries) {
    if (queries < 1 || queries > MAX_QUERIES) {
      throw new InvalidRequest("queries: %d (expected: 1 to %,d)".formatted(queries, MAX_QUERIES));
    }
  }

  private static Map<String, Object> view(Quality quality) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("answerable", quality.answerable());
    view.put("unanswerable", quality.unanswerable());
    put(view, "recallAt1", quality.recallAt1());
    put(view, "recallAt5", quality.recallAt5());
    put(view, "recallAt10", quality.recallAt10());
    put(view, "meanReciprocalRank", quality.meanReciprocalRank());
    put(view, "falseAccept", quality.falseAccept());
    put(view, "falseReject", quality.falseReject());
    put(view, "strongAndRight", quality.strongAndRight());
    return view;
  }

  private static Map<String, Object> view(QueryOutcome outcome) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", outcome.query().name());
    view.put("language", outcome.query().language());
    view.put("answerable", outcome.query().answerable());
    outcome.rank().ifPresent(rank -> view.put("rank", rank));
    outcome.best().ifPresent(best -> view.put("best", best));
    view.put("confidence", Views.lower(outcome.confidence()));
    put(view, "level", outcome.level());
    return view;
  }

  private static void put(Map<String, Object> view, String name, OptionalDouble value) {
    value.ifPresent(number -> view.put(name, number));
  }
}
