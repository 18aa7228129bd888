package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelManifest;
import dev.pictor.clip.ModelUse;
import dev.pictor.clip.StageTimes;
import dev.pictor.clip.TextEmbedding;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Vectors from the models, and which models there are.
final class ModelRoutes {

  private final NativeApi.Parts parts;
  private final PictureInput pictures;

  ModelRoutes(NativeApi.Parts parts, PictureInput pictures) {
    this.parts = parts;
    this.pictures = pictures;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.POST, Views.PREFIX + "/embed", this::embed),
        reads(Method.GET, Views.PREFIX + "/models", call -> models()));
  }

  private Reply embed(Call call) throws IOException {
    long start = System.nanoTime();
    JsonFields fields = call.jsonFields();
    List<String> texts = fields.texts("texts");
    List<JsonNode> images = fields.list("images");
    Optional<String> model = fields.optionalText("model");
    fields.refuseOthers();
    if (texts.isEmpty() && images.isEmpty()) {
      throw new InvalidRequest("texts, images: none (expected: at least one text or image)");
    }
    List<byte[]> files = new ArrayList<>();
    for (JsonNode image : images) {
      files.add(pictures.read(image, "images[" + files.size() + "]"));
    }
    try (ModelUse use = model.map(parts.models()::use).orElseGet(() -> parts.models().use())) {
      return Reply.json(embed(use.embedder(), texts, files, start));
    }
  }

  private static Map<String, Object> embed(
      Embedder embedder, List<String> texts, List<byte[]> files, long start) {
    StageTimes times = StageTimes.zero();
    List<float[]> textVectors = new ArrayList<>();
    List<Integer> truncated = new ArrayList<>();
    for (String text : texts) {
      TextEmbedding embedded = embedder.text(text);
      if (embedded.truncated()) {
        truncated.add(textVectors.size());
      }
      textVectors.add(embedded.embedding().vector().shared());
      times = times.plus(embedded.times());
    }
    List<float[]> imageVectors = new ArrayList<>();
    for (byte[] file : files) {
      ImageEmbedding embedded = SearchRoutes.Pictures.embed(embedder, file);
      imageVectors.add(embedded.embedding().vector().shared());
      times = times.plus(embedded.times());
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("model", embedder.model().name());
    view.put("fingerprint", embedder.fingerprint().hex());
    view.put("dimension", embedder.model().dimension());
    view.put("texts", textVectors);
    view.put("images", imageVectors);
    if (!truncated.isEmpty()) {
      view.put("truncated", truncated);
    }
    view.put("timings", Views.timings(times, Optional.empty(), start));
    return view;
  }

  private Reply models() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("default", parts.models().defaultName());
    view.put("models", parts.models().installed().stream().map(this::model).toList());
    Map<String, String> broken = parts.models().catalog().broken();
    if (!broken.isEmpty()) {
      view.put("broken", broken);
    }
    return Reply.json(view);
  }

  private Map<String, Object> model(ModelManifest manifest) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", manifest.name());
    view.put("aliases", manifest.aliases());
    view.put("dimension", manifest.dimension());
    view.put("languages", manifest.languages());
    boolean loaded =
        parts.models().state(manifest.name()) instanceof LoadedModels.State.Ready ready
            && view.put("fingerprint", ready.embedder().fingerprint().hex()) == null;
    view.put("loaded", loaded);
    view.put("licences", new TreeMap<>(manifest.licences()));
    return view;
  }
}
