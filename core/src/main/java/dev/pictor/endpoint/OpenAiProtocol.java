package dev.pictor.endpoint;

import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.EncodedText;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.EncodedPicture;
import dev.pictor.image.Picture;
import dev.pictor.vector.DenseVector;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// An endpoint that speaks OpenAI's protocol for embeddings. Thread-safe.
final class OpenAiProtocol implements Protocol {

  private static final String EMBEDDINGS = "embeddings";
  private static final double SAME = 0.9999;

  private final EndpointClient client;
  private final EndpointSettings settings;
  private final ServedModel model;
  private final PictureForm form;

  private OpenAiProtocol(
      EndpointClient client, EndpointSettings settings, ServedModel model, PictureForm form) {
    this.client = client;
    this.settings = settings;
    this.model = model;
    this.form = form;
  }

  /// Has it embed a word, to know the dimension, and finds out how it takes pictures.
  static OpenAiProtocol open(EndpointClient client, EndpointSettings settings) {
    String name = settings.model().isEmpty() ? onlyModel(client, settings) : settings.model();
    OpenAiProtocol bare =
        new OpenAiProtocol(
            client,
            settings,
            ServedModel.untold(name, 1, ServedModel.derived(EndpointKind.OPENAI, name, 1)),
            PictureForm.NONE);
    int dimension = bare.vectors(bare.body().put("input", "photo"), 1, 0).getFirst().dimension();
    ServedModel model =
        ServedModel.untold(
            name,
            dimension,
            settings
                .fingerprint()
                .orElseGet(() -> ServedModel.derived(EndpointKind.OPENAI, name, dimension)));
    return new OpenAiProtocol(
        client,
        settings,
        model,
        settings
            .pictures()
            .orElseGet(
                () -> new OpenAiProtocol(client, settings, model, PictureForm.NONE).findForm()));
  }

  static String onlyModel(EndpointClient client, EndpointSettings settings) {
    JsonNode data = client.get("models").path("data");
    List<String> names =
        StreamSupport.stream(data.spliterator(), false)
            .map(each -> each.path("id").asString(""))
            .toList();
    if (names.size() != 1) {
      throw new BrokenModel(
          "embedder-model: none, and %s has %s (expected: one of them)"
              .formatted(settings.url(), names));
    }
    return names.getFirst();
  }

  /// The first form in which a picture gets a vector that its bytes as a text do not get: some
  /// servers pass over what they do not know and take the picture for a text.
  private PictureForm findForm() {
    byte[] picture = EncodedPicture.png(new Picture(32, 32, colours()));
    return Arrays.stream(PictureForm.values())
        .filter(each -> each != PictureForm.NONE)
        .filter(each -> takes(each, picture))
        .findFirst()
        .orElse(PictureForm.NONE);
  }

  private boolean takes(PictureForm candidate, byte[] picture) {
    try {
      DenseVector vector = pictures(candidate, List.of(picture)).getFirst();
      return !sameAsText(vector, Bodies.dataUrl(picture))
          && !sameAsText(vector, Bodies.base64(picture));
    } catch (InvalidRequest | BrokenModel refused) {
      return false;
    }
  }

  private boolean sameAsText(DenseVector vector, String text) {
    try {
      DenseVector ofText = texts(List.of(text)).getFirst().vector();
      double cosine = 0;
      for (int i = 0; i < vector.dimension(); i++) {
        cosine += (double) vector.get(i) * ofText.get(i);
      }
      return cosine > SAME;
    } catch (InvalidRequest tooLong) {
      return false; // then it was not read as a text before either
    }
  }

  private static byte[] colours() {
    byte[] rgb = new byte[32 * 32 * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) ((i * 31) >> 2);
    }
    return rgb;
  }

  PictureForm form() {
    return form;
  }

  @Override
  public EmbeddingModel model() {
    return model;
  }

  @Override
  public int picturesTogether() {
    return form == PictureForm.VLLM ? 1 : settings.batches().pictures();
  }

  @Override
  public PictureNeeds needs() {
    return PictureNeeds.common();
  }

  @Override
  public List<DenseVector> pictures(List<byte[]> pictures) {
    return pictures(form, pictures);
  }

  private List<DenseVector> pictures(PictureForm chosen, List<byte[]> pictures) {
    ObjectNode body = body();
    switch (chosen) {
      case JINA -> {
        ArrayNode input = body.putArray("input");
        pictures.forEach(each -> input.addObject().put("image", Bodies.base64(each)));
      }
      case INFINITY -> {
        ArrayNode input = body.put("modality", "image").putArray("input");
        pictures.forEach(each -> input.add(Bodies.dataUrl(each)));
      }
      case VLLM ->
          body.putArray("messages")
              .addObject()
              .put("role", "user")
              .putArray("content")
              .addObject()
              .put("type", "image_url")
              .putObject("image_url")
              .put("url", Bodies.dataUrl(pictures.getFirst()));
      case NONE ->
          throw new BrokenModel(
              "embedder: %s takes texts alone with its model %s (expected: a model for pictures and texts, such as a CLIP, on a server that takes pictures as Jina, Infinity or vLLM does). Set embedder-model, or embedder-pictures when you know better."
                  .formatted(settings.url(), model.name()));
    }
    return vectors(body, pictures.size(), model.dimension());
  }

  @Override
  public List<EncodedText> texts(List<String> texts) {
    ObjectNode body = body();
    ArrayNode input = body.putArray("input");
    // The protocol refuses empty texts.
    texts.forEach(each -> input.add(each.isEmpty() ? " " : each));
    return vectors(body, texts.size(), model.dimension()).stream()
        .map(vector -> new EncodedText(vector, model.textCalibrations().of(""), 0, false))
        .toList();
  }

  private ObjectNode body() {
    return Bodies.object().put("model", model.name()).put("encoding_format", "float");
  }

  private List<DenseVector> vectors(ObjectNode body, int inputs, int dimension) {
    JsonNode data = client.post(EMBEDDINGS, Bodies.bytes(body), inputs).path("data");
    List<JsonNode> inOrder =
        StreamSupport.stream(data.spliterator(), false)
            .sorted(Comparator.comparingInt(each -> each.path("index").asInt(0)))
            .map(each -> each.path("embedding"))
            .toList();
    return new Vectors(settings.url().toString(), dimension)
        .ofAll(inOrder, inputs).stream().map(DenseVector::normalized).toList();
  }

  /// Whether `settings` name such an endpoint, and where it is: many leave out the last part.
  static Optional<EndpointSettings> at(EndpointSettings settings, java.net.URI base) {
    EndpointSettings there = settings.withUrl(base);
    try (EndpointClient client = new EndpointClient(there)) {
      return client.glance("models").filter(json -> json.path("data").isArray()).map(_ -> there);
    }
  }
}
