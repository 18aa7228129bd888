package dev.pictor.roboflow;

import dev.pictor.http.Call;
import dev.pictor.http.Cors;
import dev.pictor.http.Handler;
import dev.pictor.http.Method;
import dev.pictor.http.PictureFetcher;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.http.RouteGroup;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The CLIP routes of Roboflow Inference on Pictor's models. Thread-safe.
///
/// Differences to the reference, all in the caller's favour: one embedding for each picture of a
/// list, lists of any size, JSON whatever its Content-Type, and 400 with a reason where the
/// reference answers 500.
public final class RoboflowWire {

  private static final String OPEN_API = "dev/pictor/roboflow/openapi.yaml";
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final List<String> CLIP_PATHS =
      List.of("/clip/embed_image", "/clip/embed_text", "/clip/compare");

  /// What the reference's clients mean when they name no version.
  public static final String USUAL_VERSION = "ViT-B-16";

  /// @param version of the server, for `/info`
  public record Settings(String version, Cors cors) {}

  private final ClipModels models;
  private final Settings settings;
  private final ModelChoice choice;
  private final PictureLoader pictures;
  private final String instance = UUID.randomUUID().toString().substring(0, 6);

  public RoboflowWire(ClipModels models, PictureFetcher fetcher, Settings settings) {
    this.models = models;
    this.settings = settings;
    this.choice = new ModelChoice(models);
    this.pictures = new PictureLoader(fetcher);
  }

  /// One group for each prefix, so that unknown paths below them are answered in this wire's shape.
  public List<RouteGroup> groups() {
    List<Route> clip =
        List.of(
            Route.reads(Method.POST, "/clip/embed_image", answering(call -> embed(call, true))),
            Route.reads(Method.POST, "/clip/embed_text", answering(call -> embed(call, false))),
            Route.reads(Method.POST, "/clip/compare", answering(this::compare)));
    List<Route> model =
        List.of(
            Route.reads(Method.GET, "/model/registry", answering(call -> registry())),
            // Every question to a model loads it too; freeing one makes others wait.
            Route.reads(Method.POST, "/model/add", answering(this::add)),
            Route.administers(Method.POST, "/model/remove", answering(this::remove)),
            Route.administers(Method.POST, "/model/clear", answering(this::clear)));
    return List.of(
        group("/clip/", clip),
        group("/model/", model),
        group("/info", List.of(Route.open(Method.GET, "/info", answering(call -> info())))));
  }

  private RouteGroup group(String prefix, List<Route> routes) {
    return new RouteGroup(
        "roboflow",
        prefix,
        routes,
        new RoboflowErrors(),
        settings.cors(),
        new RoboflowKeys(),
        OPEN_API);
  }

  private static Handler answering(Handler handler) {
    return call -> {
      Reply reply;
      try {
        reply = handler.handle(call);
      } catch (Fault e) {
        reply = e.reply();
      }
      // A handler that loaded a model has set these itself.
      return reply.headers().containsKey("x-model-cold-start")
          ? reply
          : reply.with("x-model-cold-start", "false").with("x-model-cold-start-count", "0");
    };
  }

  private Reply info() {
    ObjectNode body = NODES.objectNode();
    body.put("name", "Pictor").put("version", settings.version()).put("uuid", instance);
    return Reply.json(body);
  }

  private Reply embed(Call call, boolean images) throws IOException {
    long start = System.nanoTime();
    RequestBody request =
        images ? RequestBody.ofPictures(call.body()) : RequestBody.of(call.body());
    List<ClipItem> items = images ? request.images() : request.texts();
    try (Running model = running(request.version())) {
      List<DenseVector> vectors = new Encoding(model.encoder(), pictures).encode(items);
      ObjectNode body = head(start, model);
      ArrayNode embeddings = body.putArray("embeddings");
      for (DenseVector vector : vectors) {
        ArrayNode numbers = embeddings.addArray();
        for (float number : vector.shared()) {
          numbers.add(number);
        }
      }
      return model.headers(Reply.json(body));
    }
  }

  private Reply compare(Call call) throws IOException {
    long start = System.nanoTime();
    RequestBody request = RequestBody.of(call.body());
    CompareRequest comparison = request.comparison();
    try (Running model = running(request.version())) {
      Encoding encoding = new Encoding(model.encoder(), pictures);
      DenseVector subject = encoding.encode(List.of(comparison.subject())).getFirst();
      List<DenseVector> prompts = encoding.encode(comparison.prompts());
      ObjectNode body = head(start, model);
      putSimilarity(body, subject, prompts, comparison.labels());
      body.putNull("parent_id");
      return model.headers(Reply.json(body));
    }
  }

  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  private static void putSimilarity(
      ObjectNode body,
      DenseVector subject,
      List<DenseVector> prompts,
      Optional<List<String>> labels) {
    if (labels.isEmpty()) {
      ArrayNode similarity = body.putArray("similarity");
      prompts.forEach(prompt -> similarity.add(Similarity.COSINE.score(subject, prompt)));
      return;
    }
    ObjectNode similarity = body.putObject("similarity");
    for (int i = 0; i < prompts.size(); i++) {
      similarity.put(labels.get().get(i), Similarity.COSINE.score(subject, prompts.get(i)));
    }
  }

  private static ObjectNode head(long start, Running model) {
    ObjectNode body = NODES.objectNode();
    body.putNull("inference_id").putNull("frame_id");
    body.put("time", (System.nanoTime() - start) / 1e9);
    body.putObject("resolved_model")
        .put("model_id", "clip/" + model.chosen().model())
        .put("model_package_id", model.encoder().fingerprint())
        .put("backend", "onnx")
        .putNull("quantization");
    return body;
  }

  /// @param loadSeconds of a model that this request loaded; negative when it was loaded before
  private record Running(ModelChoice.Chosen chosen, ClipEncoder encoder, double loadSeconds)
      implements AutoCloseable {

    @Override
    public void close() {
      encoder.close();
    }

    Reply headers(Reply reply) {
      String id = "clip/" + chosen.asked();
      Reply named = reply.with("x-inference-engine", "pictor").with("x-model-id", id);
      return loadSeconds < 0 ? named : coldStart(named, id);
    }

    Reply coldStart(Reply reply, String id) {
      ArrayNode details = NODES.arrayNode();
      details.addObject().put("m", id).put("t", loadSeconds);
      return reply
          .with("x-model-cold-start", "true")
          .with("x-model-cold-start-count", "1")
          .with("x-model-load-time", Double.toString(loadSeconds))
          .with("x-model-load-details", details.toString());
    }
  }

  private Running running(Optional<String> version) {
    ModelChoice.Chosen chosen = choice.choose(version);
    boolean cold = !models.loaded().contains(chosen.model());
    long start = System.nanoTime();
    ClipEncoder encoder = models.encoder(chosen.model());
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Running(chosen, encoder, cold ? seconds : -1);
  }

  private Reply add(Call call) throws IOException {
    String version = unprefixed(RequestBody.of(call.body()).modelId());
    try (Running model = running(Optional.of(version))) {
      Reply reply = registry();
      return model.loadSeconds() < 0
          ? reply
          : model.coldStart(reply, "clip/" + model.chosen().asked());
    }
  }

  private Reply remove(Call call) throws IOException {
    models.find(unprefixed(RequestBody.of(call.body()).modelId())).ifPresent(models::unload);
    return registry();
  }

  private Reply clear(Call call) {
    List.copyOf(models.loaded()).forEach(models::unload);
    return registry();
  }

  private static String unprefixed(String modelId) {
    return modelId.startsWith("clip/") ? modelId.substring("clip/".length()) : modelId;
  }

  private Reply registry() {
    ObjectNode body = NODES.objectNode();
    ArrayNode list = body.putArray("models");
    for (String model : models.loaded()) {
      ObjectNode entry = list.addObject();
      entry.put("model_id", "clip/" + model).put("task_type", "embedding");
      entry.putNull("batch_size").putNull("input_height").putNull("input_width");
      entry.putNull("vram_bytes");
      ArrayNode aliases = entry.putArray("request_aliases");
      choice.aliasesOf(model).forEach(aliases::add);
      ArrayNode paths = entry.putArray("request_paths");
      CLIP_PATHS.forEach(paths::add);
    }
    body.putNull("total_vram_bytes").putNull("gpu_memory_used").putNull("gpu_memory_total");
    body.putNull("torch_cuda_allocated").putNull("torch_cuda_reserved");
    body.putNull("torch_cuda_allocator_cache").putNull("non_torch_gpu_memory");
    return Reply.json(body);
  }
}
