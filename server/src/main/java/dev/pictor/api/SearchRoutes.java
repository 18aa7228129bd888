package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.search.QueryPart;
import dev.pictor.search.SearchQuery;
import dev.pictor.search.SearchResult;
import dev.pictor.search.SearchService;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The one entry point of search.
final class SearchRoutes {

  private final NativeApi.Parts parts;
  private final QueryReader reader;

  SearchRoutes(NativeApi.Parts parts, QueryReader reader) {
    this.parts = parts;
    this.reader = reader;
  }

  List<Route> routes() {
    return List.of(reads(Method.POST, Views.PREFIX + "/collections/{name}/search", this::search));
  }

  private Reply search(Call call) throws IOException {
    long start = System.nanoTime();
    VectorCollection collection = parts.catalog().get(call.pathValue("name"));
    SearchRequest request = reader.read(call);
    SearchQuery query = request.query();
    SearchResult result;
    String model;
    try (ModelUse use = parts.models().use(parts.modelOf(collection.name()))) {
      result = run(collection, request, use.embedder());
      model = use.embedder().model().name();
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("matches", MatchViews.of(parts.libraries(), collection, result.matches()));
    view.put("query", request.asked().stream().map(AskedPart::view).toList());
    view.put("confidence", Views.lower(result.confidence()));
    if (result.more()) {
      view.put("next", Cursor.ofMatches(query.after(), result.matches()));
    }
    if (request.count()) {
      view.put("total", namespace(collection, request).count(query.filter()));
    }
    if (result.truncated()) {
      view.put("truncated", true);
    }
    view.put("model", model);
    view.put("plan", Map.of("kind", Views.lower(result.plan()), "visited", result.visited()));
    view.put("timings", Views.timings(result.embed(), Optional.of(result.search()), start));
    return Reply.json(view);
  }

  private SearchResult run(VectorCollection collection, SearchRequest request, Embedder embedder) {
    try {
      return new SearchService(embedder, parts.calibrator())
          .search(collection, namespace(collection, request), request.query());
    } catch (InvalidRequest e) {
      for (QueryPart part : request.query().parts()) {
        if (part instanceof QueryPart.ImagePart image) {
          Pictures.embed(embedder, image.picture());
        }
      }
      throw e;
    }
  }

  private static Namespace namespace(VectorCollection collection, SearchRequest request) {
    return collection.namespace(request.namespace());
  }

  /// Embedding a picture, with unreadable ones told apart from other wrong requests.
  static final class Pictures {
    private Pictures() {}

    /// @throws HttpFailure 422 when it cannot be read
    static dev.pictor.clip.ImageEmbedding embed(Embedder embedder, byte[] picture) {
      try {
        return embedder.image(picture);
      } catch (InvalidRequest e) {
        throw HttpFailure.unreadablePicture(e);
      }
    }
  }
}
