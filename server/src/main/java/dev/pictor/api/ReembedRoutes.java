package dev.pictor.api;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.reembed.ComparedQuery;
import dev.pictor.reembed.ReembedSettings;
import dev.pictor.reembed.Reembedding;
import dev.pictor.reembed.Reembedding.Goal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// A collection's way to another model: begin, look, pause, compare, switch, go back, discard.
final class ReembedRoutes {

  private static final String ONE = Views.PREFIX + "/collections/{name}/reembed";
  private static final int DEFAULT_LIMIT = 10;
  private static final int MAX_LIMIT = 100;
  private static final int MOST_QUERIES = 1000;

  private final NativeApi.Parts parts;
  private final Reembeddings reembeddings;

  ReembedRoutes(NativeApi.Parts parts) {
    this.parts = parts;
    this.reembeddings = parts.reembeddings();
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ONE, call -> status(name(call))),
        administers(Method.POST, ONE, this::begin),
        administers(Method.PATCH, ONE, this::change),
        administers(Method.DELETE, ONE, this::discard),
        reads(Method.POST, ONE + "/compare", this::compare),
        reads(Method.GET, ONE + "/queries", call -> queries(name(call))),
        administers(Method.PUT, ONE + "/queries", this::saveQueries));
  }

  private static String name(Call call) {
    return call.pathValue("name");
  }

  private Reply status(String collection) {
    Optional<Reembedding.Standing> standing = reembeddings.of(collection).standing();
    return Reply.json(
        standing
            .map(
                each ->
                    ReembedViews.standing(
                        each,
                        reembeddings.missing(collection),
                        parts.jobs().running(collection, Job.Kind.REEMBED)))
            .orElseGet(() -> Map.of("state", "none")));
  }

  private Reply begin(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String model = fields.text("model");
    ReembedSettings wanted =
        ReembedSettings.standard()
            .withAutoSwitch(fields.flag("autoSwitch", false))
            .withAllowMissing(fields.flag("allowMissing", false));
    fields.refuseOthers();
    return accepted(reembeddings.begin(name(call), model, wanted));
  }

  private static Reply accepted(Job job) {
    return Reply.json(202, Views.job(job)).with("Location", Views.PREFIX + "/jobs/" + job.id());
  }

  private Reply change(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String action = fields.text("action");
    boolean allowMissing = fields.flag("allowMissing", false);
    fields.refuseOthers();
    String collection = name(call);
    return switch (action) {
      case "pause" -> {
        reembeddings.pause(collection);
        yield status(collection);
      }
      case "resume" -> accepted(reembeddings.resume(collection));
      case "switch" -> accepted(reembeddings.switchOver(collection, Goal.SWITCH, allowMissing));
      case "rollback" -> accepted(reembeddings.switchOver(collection, Goal.ROLLBACK, allowMissing));
      default ->
          throw new InvalidRequest(
              "action: %s (expected: pause, resume, switch or rollback)".formatted(action));
    };
  }

  private Reply discard(Call call) {
    reembeddings.discard(name(call));
    return Reply.noContent();
  }

  private Reply compare(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    Optional<List<ComparedQuery>> given =
        fields.has("queries") ? Optional.of(queries(fields)) : Optional.empty();
    int limit = fields.optionalInt("limit").orElse(DEFAULT_LIMIT);
    String namespace = fields.optionalText("namespace").orElse("");
    fields.refuseOthers();
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidRequest("limit: %d (expected: 1 to %d)".formatted(limit, MAX_LIMIT));
    }
    List<ComparedQuery> queries = given.orElseGet(() -> reembeddings.queries(name(call)));
    if (queries.isEmpty()) {
      throw new InvalidRequest(
          "queries: none (expected: some, or saved ones). Save some: PUT /api/v1/collections/%s/reembed/queries"
              .formatted(name(call)));
    }
    return Reply.json(
        ReembedViews.comparison(reembeddings.compare(name(call), namespace, queries, limit)));
  }

  private Reply queries(String collection) {
    return Reply.json(
        Map.of(
            "queries",
            reembeddings.queries(collection).stream().map(ReembedViews::query).toList()));
  }

  private Reply saveQueries(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    List<ComparedQuery> queries = queries(fields);
    fields.refuseOthers();
    reembeddings.saveQueries(name(call), queries);
    return queries(name(call));
  }

  /// Strings are texts; objects name a `text` or the `id` of a record.
  private static List<ComparedQuery> queries(JsonFields fields) {
    List<ComparedQuery> queries = new ArrayList<>();
    for (JsonNode each : fields.list("queries")) {
      if (each.isString()) {
        queries.add(new ComparedQuery.ByText(each.stringValue()));
      } else {
        JsonFields query = JsonFields.of(each, "queries[%d].".formatted(queries.size()));
        Optional<String> id = query.optionalText("id");
        queries.add(
            id.<ComparedQuery>map(ComparedQuery.ById::new)
                .orElseGet(() -> new ComparedQuery.ByText(query.text("text"))));
        query.refuseOthers();
      }
    }
    if (queries.size() > MOST_QUERIES) {
      throw new InvalidRequest(
          "queries: %d (expected: at most %d)".formatted(queries.size(), MOST_QUERIES));
    }
    return queries;
  }
}
