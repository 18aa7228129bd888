package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ModelUse;
import dev.pictor.clip.StageTimes;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Multipart;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.search.Tagger;
import dev.pictor.search.Tagging;
import dev.pictor.search.Vocabulary;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.Embedding;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Zero-shot tags for one picture, and the tags of a whole collection as a file.
final class TagRoutes {

  private static final int DEFAULT_LIMIT = 3;
  private static final int MAX_LIMIT = 1000;

  /// What is tagged, and what embedding it took.
  private record Subject(Embedding embedding, StageTimes times) {}

  /// A tagger keeps its prompts' vectors, as long as its model stays loaded.
  private record TaggerOf(Embedder embedder, Tagger tagger) {}

  private final NativeApi.Parts parts;
  private final PictureInput pictures;
  private final AtomicReference<@Nullable TaggerOf> kept = new AtomicReference<>();

  TagRoutes(NativeApi.Parts parts, PictureInput pictures) {
    this.parts = parts;
    this.pictures = pictures;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.POST, Views.PREFIX + "/tags", this::tag),
        reads(Method.GET, Views.PREFIX + "/collections/{name}/tags/export", this::export));
  }

  private Reply export(Call call) {
    return TagExport.of(call.query("format").orElse("json"))
        .reply(parts.catalog().get(call.pathValue("name")).defaultNamespace());
  }

  private Reply tag(Call call) throws IOException {
    long start = System.nanoTime();
    return switch (call.contentType()) {
      case "application/json" -> tag(call.jsonFields(), Optional.empty(), start);
      case "multipart/form-data" -> tagForm(call.multipart(), start);
      default ->
          throw HttpFailure.unsupportedType(
              call.contentType().isEmpty() ? "none" : call.contentType(),
              "application/json or multipart/form-data");
    };
  }

  private Reply tagForm(Multipart form, long start) {
    form.requireOnly(List.of("request", "image"));
    byte[] request =
        form.first("request")
            .map(Multipart.Part::content)
            .orElse("{}".getBytes(StandardCharsets.UTF_8));
    JsonFields fields = JsonFields.of(Json.readStrictly(request), "");
    if (form.parts("image").size() != 1) {
      throw new InvalidRequest(
          "multipart field image: %d files (expected: one)".formatted(form.parts("image").size()));
    }
    return tag(fields, form.first("image").map(Multipart.Part::content), start);
  }

  private Reply tag(JsonFields fields, Optional<byte[]> file, long start) {
    // What the vectors of a collection say is read by the model that made them.
    String model =
        fields.optionalText("collection").map(parts::modelOf).orElse(parts.models().defaultName());
    try (ModelUse use = parts.models().use(model)) {
      return tag(fields, file, use.embedder(), start);
    }
  }

  private Reply tag(JsonFields fields, Optional<byte[]> file, Embedder embedder, long start) {
    Optional<JsonNode> image = fields.node("image");
    Optional<String> collection = fields.optionalText("collection");
    Optional<String> id = fields.optionalText("id");
    Vocabulary vocabulary = VocabularyReader.read(fields);
    int limit = fields.optionalInt("limit").orElse(DEFAULT_LIMIT);
    fields.refuseOthers();
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new InvalidRequest("limit: " + limit + " (expected: 1 to " + MAX_LIMIT + ")");
    }
    Subject subject;
    if (collection.isPresent() && id.isPresent() && image.isEmpty() && file.isEmpty()) {
      subject = indexed(embedder, collection.get(), id.get());
    } else if (collection.isEmpty() && id.isEmpty() && image.isPresent() != file.isPresent()) {
      byte[] bytes = file.orElseGet(() -> pictures.read(image.orElseThrow(), "image"));
      var embedded = SearchRoutes.Pictures.embed(embedder, bytes);
      subject = new Subject(embedded.embedding(), embedded.times());
    } else {
      throw new InvalidRequest(
          "picture: none or several (expected: either image, or collection and id)");
    }
    Tagging tagging = tagger(embedder).tag(subject.embedding(), vocabulary, limit);
    return Reply.json(view(tagging, vocabulary, embedder, subject, start));
  }

  private Tagger tagger(Embedder embedder) {
    TaggerOf present = kept.get();
    if (present == null || present.embedder() != embedder) {
      present = new TaggerOf(embedder, new Tagger(embedder));
      kept.set(present);
    }
    return present.tagger();
  }

  private static Map<String, Object> view(
      Tagging tagging, Vocabulary vocabulary, Embedder embedder, Subject subject, long start) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("tags", tagging.tags());
    view.put("none", tagging.none());
    view.put("noneOfThese", tagging.noneOfThese());
    view.put("vocabulary", vocabulary.name());
    view.put("version", vocabulary.version());
    view.put("model", embedder.model().name());
    view.put("timings", Views.timings(subject.times(), Optional.empty(), start));
    return view;
  }

  private Subject indexed(Embedder embedder, String name, String id) {
    VectorCollection collection = parts.catalog().get(name);
    collection.requireModel(embedder.model().name(), embedder.fingerprint());
    VectorRecord record =
        collection.defaultNamespace().fetch(List.of(id)).stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new NotFound(
                        "id: %s (expected: an id of the collection %s)".formatted(id, name)));
    return new Subject(new Embedding(record.vector(), embedder.fingerprint()), StageTimes.zero());
  }
}
