package dev.pictor.endpoint;

import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.EncodedText;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Roboflow Inference, by its routes for CLIP. Thread-safe.
///
/// Recent servers lay the pictures of one request on one another and make one vector of them, or
/// fail when their widths differ. Both is noticed, and pictures are then sent one by one.
final class RoboflowProtocol implements Protocol {

  /// Which CLIP the servers take by themselves.
  static final String USUAL_VERSION = "ViT-B-16";

  private static final int SHORTEST = 8; // characters of a text that is not shortened any more
  private static final double KEPT = 0.7;

  private final EndpointClient client;
  private final EndpointSettings settings;
  private final String version;
  private final ServedModel model;
  private volatile boolean oneByOne;

  private RoboflowProtocol(
      EndpointClient client, EndpointSettings settings, String version, ServedModel model) {
    this.client = client;
    this.settings = settings;
    this.version = version;
    this.model = model;
  }

  /// Has it embed a word, to know the dimension.
  static RoboflowProtocol open(EndpointClient client, EndpointSettings settings) {
    String version = versionOf(settings);
    ObjectNode body = Bodies.object().put("clip_version_id", version).put("text", "photo");
    int dimension =
        new Vectors(settings.url().toString(), 0)
            .of(client.post("clip/embed_text", Bodies.bytes(body), 1).path("embeddings"), 1)
            .getFirst()
            .dimension();
    return new RoboflowProtocol(
        client,
        settings,
        version,
        ServedModel.untold(
            version,
            dimension,
            settings
                .fingerprint()
                .orElseGet(() -> ServedModel.derived(EndpointKind.ROBOFLOW, version, dimension))));
  }

  static String versionOf(EndpointSettings settings) {
    return settings.model().isEmpty() ? USUAL_VERSION : settings.model();
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
    if (pictures.size() == 1) {
      ObjectNode body = body();
      body.set("image", Bodies.typed(pictures.getFirst()));
      return embed("clip/embed_image", body, 1);
    }
    if (!oneByOne) {
      try {
        ObjectNode body = body();
        ArrayNode images = body.putArray("image");
        pictures.forEach(each -> images.add(Bodies.typed(each)));
        return embed("clip/embed_image", body, pictures.size());
      } catch (InvalidRequest refused) {
        List<DenseVector> made = alone(pictures);
        oneByOne = true; // nothing was wrong with any of them
        return made;
      }
    }
    return alone(pictures);
  }

  private List<DenseVector> alone(List<byte[]> pictures) {
    List<DenseVector> made = new ArrayList<>();
    for (byte[] each : pictures) {
      made.addAll(pictures(List.of(each)));
    }
    return made;
  }

  /// Texts that are too long are refused there, all of a request with them; here they are cut.
  @Override
  public List<EncodedText> texts(List<String> texts) {
    try {
      return embedTexts(texts, false);
    } catch (InvalidRequest refused) {
      if (texts.size() > 1 || !refused.reason().toLowerCase(Locale.ROOT).contains("too long")) {
        throw refused;
      }
      String cut = texts.getFirst();
      InvalidRequest last = refused;
      while (cut.length() > SHORTEST) {
        cut = cut.substring(0, cut.offsetByCodePoints(0, (int) (codePoints(cut) * KEPT)));
        try {
          return embedTexts(List.of(cut), true);
        } catch (InvalidRequest stillTooLong) {
          last = stillTooLong;
        }
      }
      throw last;
    }
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private List<EncodedText> embedTexts(List<String> texts, boolean truncated) {
    ObjectNode body = body();
    ArrayNode list = body.putArray("text");
    texts.forEach(list::add);
    return embed("clip/embed_text", body, texts.size()).stream()
        .map(vector -> new EncodedText(vector, model.textCalibrations().of(""), 0, truncated))
        .toList();
  }

  private ObjectNode body() {
    return Bodies.object().put("clip_version_id", version);
  }

  private List<DenseVector> embed(String path, ObjectNode body, int inputs) {
    var embeddings = client.post(path, Bodies.bytes(body), inputs).path("embeddings");
    if (inputs > 1 && embeddings.size() == 1) {
      throw new InvalidRequest(
          "embedder: %s made one vector of %d inputs".formatted(settings.url(), inputs));
    }
    return new Vectors(settings.url().toString(), model.dimension())
        .of(embeddings, inputs).stream().map(DenseVector::normalized).toList();
  }
}
