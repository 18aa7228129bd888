package dev.pictor.pinecone.inference;

import static dev.pictor.http.Route.reads;

import dev.pictor.clip.ModelListing;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.pinecone.index.JsonBody;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Embed, rerank, list and describe models.
public final class InferenceRoutes {

  static final int MOST_INPUTS = 96;
  static final int MOST_DOCUMENTS = 1000;

  private final LocalModels models;

  public InferenceRoutes(LocalModels models) {
    this.models = models;
  }

  public List<Route> routes() {
    return List.of(
        reads(Method.POST, "/embed", this::embed),
        reads(Method.POST, "/rerank", this::rerank),
        reads(Method.GET, "/models", this::list),
        reads(Method.GET, "/models/{name}", this::describe));
  }

  private Reply embed(Call call) throws IOException {
    JsonBody body = JsonBody.of(call);
    String name = body.text("model");
    List<Input> inputs = inputs(body);
    Map<String, Object> parameters = body.plain("parameters");
    try (InputEncoder model = models.open(name)) {
      Parameters.require(parameters, model.dimension());
      List<Embedded> embedded = model.embed(inputs);
      if ("NONE".equals(parameters.get("truncate"))) {
        requireWhole(embedded);
      }
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("model", name);
      view.put("vector_type", "dense");
      view.put("data", embedded.stream().map(InferenceRoutes::vector).toList());
      view.put("usage", Map.of("total_tokens", tokens(embedded)));
      return Reply.json(view);
    }
  }

  private static List<Input> inputs(JsonBody body) {
    List<Input> inputs = new ArrayList<>();
    for (JsonNode each : body.elements("inputs")) {
      String place = "inputs[%d]".formatted(inputs.size());
      inputs.add(
          each.isString()
              ? new Input.Text(each.stringValue())
              : Input.read(JsonBody.of(each))
                  .orElseThrow(
                      () ->
                          new InvalidRequest(place + ": neither text nor image (expected: one)")));
    }
    if (inputs.isEmpty()) {
      throw new InvalidRequest("Must specify at least one input");
    }
    if (inputs.size() > MOST_INPUTS) {
      throw new InvalidRequest(
          "inputs: %d (expected: at most %d in a request)".formatted(inputs.size(), MOST_INPUTS));
    }
    return inputs;
  }

  private static void requireWhole(List<Embedded> embedded) {
    for (int i = 0; i < embedded.size(); i++) {
      if (embedded.get(i).truncated()) {
        throw new InvalidRequest(
            "inputs[%d]: more than the %d tokens that the model reads (expected: fewer, truncate: NONE)"
                .formatted(i, embedded.get(i).tokens()));
      }
    }
  }

  private static Map<String, Object> vector(Embedded embedded) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("values", embedded.vector().shared());
    view.put("vector_type", "dense");
    return view;
  }

  private static int tokens(List<Embedded> embedded) {
    return embedded.stream().mapToInt(Embedded::tokens).sum();
  }

  private Reply rerank(Call call) throws IOException {
    JsonBody body = JsonBody.of(call);
    String name = body.text("model");
    String query = body.text("query");
    List<JsonNode> documents = body.elements("documents");
    if (documents.isEmpty() || documents.size() > MOST_DOCUMENTS) {
      throw new InvalidRequest(
          "documents: %d (expected: 1 to %d)".formatted(documents.size(), MOST_DOCUMENTS));
    }
    List<Input> inputs = new RankFields(body).inputs(documents);
    int most = body.count("top_n").orElse(documents.size());
    if (most < 1) {
      throw new InvalidRequest("top_n: 0 (expected: 1 or more)");
    }
    boolean whole = body.flag("return_documents").orElse(true);
    try (InputEncoder model = models.open(name)) {
      List<Map<String, Object>> data = new ArrayList<>();
      Reranker.rank(model, new Input.Text(query), inputs).stream()
          .limit(most)
          .forEach(
              each -> {
                Map<String, Object> row = new LinkedHashMap<>();
                row.put("index", each.index());
                row.put("score", each.score());
                if (whole) {
                  row.put("document", document(documents.get(each.index())));
                }
                data.add(row);
              });
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("model", name);
      view.put("data", data);
      view.put("usage", Map.of("rerank_units", 1));
      return Reply.json(view);
    }
  }

  private static Object document(JsonNode document) {
    return document.isString() ? Map.of(Input.TEXT, document.stringValue()) : document;
  }

  private Reply list(Call call) {
    Optional<String> type = call.query("type");
    Optional<String> vectorType = call.query("vector_type");
    List<Map<String, Object>> all = new ArrayList<>();
    if (vectorType.filter(each -> !each.equals("dense")).isEmpty()) {
      models
          .list()
          .forEach(
              (name, model) -> {
                if (type.filter(each -> !each.equals("embed")).isEmpty()) {
                  all.add(ModelViews.embedding(name, model));
                }
                if (vectorType.isEmpty() && type.filter(each -> !each.equals("rerank")).isEmpty()) {
                  all.add(ModelViews.reranking(name, model));
                }
              });
    }
    return Reply.json(Map.of("models", all));
  }

  private Reply describe(Call call) {
    String name = call.pathValue("name");
    ModelListing model =
        models.find(name).orElseThrow(() -> models.unknown("Model '%s' not found".formatted(name)));
    return Reply.json(ModelViews.embedding(name, model));
  }
}
