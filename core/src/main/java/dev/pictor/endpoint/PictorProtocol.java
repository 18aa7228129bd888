package dev.pictor.endpoint;

import dev.pictor.clip.Calibration;
import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.EncodedText;
import dev.pictor.clip.TextCalibrations;
import dev.pictor.clip.Thresholds;
import dev.pictor.error.BrokenModel;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.ModelFingerprint;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Another Pictor, by its native API. Vectors are taken as it tells them, so they equal its own bit
/// for bit. Thread-safe.
final class PictorProtocol implements Protocol {

  static final String MODELS = "api/v1/models";
  private static final String EMBED = "api/v1/embed";

  private final EndpointClient client;
  private final EndpointSettings settings;
  private final ServedModel model;
  private final Vectors vectors;

  private PictorProtocol(EndpointClient client, EndpointSettings settings, ServedModel model) {
    this.client = client;
    this.settings = settings;
    this.model = model;
    this.vectors = new Vectors(settings.url().toString(), model.dimension());
  }

  /// Asks which model it has.
  static PictorProtocol open(EndpointClient client, EndpointSettings settings) {
    String name =
        settings.model().isEmpty()
            ? client.get(MODELS).path("default").asString("")
            : settings.model();
    JsonNode told =
        client.get(
            MODELS + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"));
    return new PictorProtocol(client, settings, model(settings, told));
  }

  private static ServedModel model(EndpointSettings settings, JsonNode told) {
    String place = settings.url().toString();
    int dimension = told.path("dimension").asInt(0);
    String hex = told.path("fingerprint").asString("");
    if (dimension < 1 || !hex.matches("[0-9a-f]{64}")) {
      throw new BrokenModel(
          "embedder: %s tells no model: %s (expected: dimension and fingerprint, as Pictor tells them)"
              .formatted(place, told.propertyNames()));
    }
    ModelFingerprint fingerprint = new ModelFingerprint(hex);
    settings
        .fingerprint()
        .filter(declared -> !declared.equals(fingerprint))
        .ifPresent(
            declared -> {
              throw new BrokenModel(
                  "embedder-fingerprint: %s (expected: that of the model at %s, %s)"
                      .formatted(declared.hex(), place, hex));
            });
    JsonNode calibration = told.path("calibration");
    List<TextCalibrations.Tower> towers = new ArrayList<>();
    for (JsonNode each : calibration.path("texts")) {
      towers.add(
          new TextCalibrations.Tower(
              each.path("script").asString(""), calibration(place, dimension, each)));
    }
    return new ServedModel(
        told.path("name").asString(""),
        dimension,
        fingerprint,
        told.path("logitScale").asDouble(1),
        calibration(place, dimension, calibration.path("pictures")),
        towers.isEmpty() ? TextCalibrations.none(dimension) : new TextCalibrations(towers));
  }

  private static Calibration calibration(String place, int dimension, JsonNode told) {
    if (!told.has("queryCentre")) {
      return Calibration.none(dimension);
    }
    Vectors vectors = new Vectors(place, dimension);
    JsonNode thresholds = told.path("thresholds");
    return new Calibration(
        vectors.one(told.path("queryCentre")),
        vectors.one(told.path("pictureCentre")),
        thresholds.isObject()
            ? Optional.of(
                new Thresholds(
                    thresholds.path("likely").asDouble(),
                    thresholds.path("weak").asDouble(),
                    thresholds.path("strong").asDouble()))
            : Optional.empty());
  }

  @Override
  public EmbeddingModel model() {
    return model;
  }

  @Override
  public int picturesTogether() {
    return settings.batches().pictures();
  }

  @Override
  public PictureNeeds needs() {
    return PictureNeeds.all();
  }

  @Override
  public List<DenseVector> pictures(List<byte[]> pictures) {
    ObjectNode body = Bodies.object().put("model", model.name());
    ArrayNode images = body.putArray("images");
    pictures.forEach(each -> images.add(Bodies.typed(each)));
    return vectors.of(embed(body, pictures.size()).path("images"), pictures.size());
  }

  /// A text of two writing systems is asked for in its parts, because what its vector means depends
  /// on both of theirs.
  @Override
  public List<EncodedText> texts(List<String> texts) {
    List<List<String>> parts = texts.stream().map(model.textCalibrations()::parts).toList();
    List<String> all = parts.stream().flatMap(List::stream).toList();
    ObjectNode body = Bodies.object().put("model", model.name());
    ArrayNode list = body.putArray("texts");
    all.forEach(list::add);
    JsonNode told = embed(body, texts.size());
    List<DenseVector> made = vectors.of(told.path("texts"), all.size());
    List<EncodedText> encoded = new ArrayList<>();
    int at = 0;
    for (List<String> each : parts) {
      Optional<EncodedText> text = Optional.empty();
      for (String part : each) {
        EncodedText next = encoded(told, made.get(at), part, at);
        text = Optional.of(text.map(before -> before.meanWith(next)).orElse(next));
        at++;
      }
      encoded.add(text.orElseThrow());
    }
    return encoded;
  }

  private EncodedText encoded(JsonNode told, DenseVector vector, String text, int at) {
    boolean cut = false;
    for (JsonNode each : told.path("truncated")) {
      cut |= each.asInt(-1) == at;
    }
    return new EncodedText(
        vector, model.textCalibrations().of(text), told.path("tokens").path(at).asInt(0), cut);
  }

  private JsonNode embed(ObjectNode body, int inputs) {
    JsonNode told = client.post(EMBED, Bodies.bytes(body), inputs);
    String hex = told.path("fingerprint").asString("");
    if (!hex.equals(model.fingerprint().hex())) {
      throw new BrokenModel(
          "embedder: the model %s at %s has changed, its fingerprint is %s (expected: %s). Start Pictor again to use it."
              .formatted(model.name(), settings.url(), hex, model.fingerprint().hex()));
    }
    return told;
  }
}
