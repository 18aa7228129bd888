package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.clip.ModelUse;
import dev.pictor.clip.StageTimes;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.metadata.FilterParser;
import dev.pictor.recommend.RecommendQuery;
import dev.pictor.recommend.Recommender;
import dev.pictor.recommend.Strategy;
import dev.pictor.search.SearchMatch;
import dev.pictor.search.SearchService;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/// More like what is liked, and surprises.
final class RecommendRoutes {

  private final NativeApi.Parts parts;

  RecommendRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.POST, Views.PREFIX + "/collections/{name}/recommend", this::recommend));
  }

  private Reply recommend(Call call) throws IOException {
    long start = System.nanoTime();
    VectorCollection collection = parts.catalog().get(call.pathValue("name"));
    JsonFields fields = call.jsonFields();
    String namespace = fields.optionalText("namespace").orElse("");
    RecommendQuery query = read(fields);
    fields.refuseOthers();
    List<SearchMatch> matches;
    String model;
    try (ModelUse use = parts.models().use(parts.modelOf(collection.name()))) {
      matches =
          new Recommender(new SearchService(use.embedder(), parts.calibrator()))
              .recommend(collection, collection.namespace(namespace), query);
      model = use.embedder().model().name();
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("matches", MatchViews.of(parts.libraries(), collection, matches));
    view.put("strategy", name(query.strategy()));
    if (query.strategy() instanceof Strategy.Surprise(long seed)) {
      view.put("seed", seed);
    }
    view.put("model", model);
    view.put("timings", Views.timings(StageTimes.zero(), Optional.empty(), start));
    return Reply.json(view);
  }

  private static RecommendQuery read(JsonFields fields) {
    return new RecommendQuery(
        fields.texts("liked"),
        fields.texts("disliked"),
        strategy(fields),
        FilterParser.parse(fields.map("filter")),
        fields.optionalInt("limit").orElse(QueryReader.DEFAULT_LIMIT));
  }

  private static Strategy strategy(JsonFields fields) {
    String name = fields.optionalText("strategy").orElse("average");
    OptionalInt seed = fields.optionalInt("seed");
    Strategy strategy =
        switch (name) {
          case "average" -> new Strategy.Average();
          case "best-score" -> new Strategy.BestScore();
          case "surprise" ->
              new Strategy.Surprise(
                  seed.orElseGet(() -> ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE)));
          default ->
              throw new InvalidRequest(
                  "strategy: %s (expected: one of [average, best-score, surprise])"
                      .formatted(name));
        };
    if (seed.isPresent() && !(strategy instanceof Strategy.Surprise)) {
      throw new InvalidRequest(
          "seed: %d with the strategy %s (expected: the strategy surprise, or no seed)"
              .formatted(seed.getAsInt(), name));
    }
    return strategy;
  }

  private static String name(Strategy strategy) {
    return switch (strategy) {
      case Strategy.Average() -> "average";
      case Strategy.BestScore() -> "best-score";
      case Strategy.Surprise _ -> "surprise";
    };
  }
}
