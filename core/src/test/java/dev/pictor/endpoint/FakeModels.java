package dev.pictor.endpoint;

import dev.pictor.endpoint.FakeService.Answer;
import dev.pictor.endpoint.FakeService.Asked;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/// The protocols as their servers speak them, with vectors that any input has for itself.
final class FakeModels {

  static final int DIMENSION = 4;
  static final byte[] BAD = {'b', 'a', 'd'};

  private FakeModels() {}

  /// Of any length but 1.
  static float[] vector(String kind, byte[] input) {
    Random random = new Random(kind.hashCode() * 31L + java.util.Arrays.hashCode(input));
    float[] values = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      values[i] = 3 * (float) random.nextGaussian();
    }
    return values;
  }

  static float[] text(String text) {
    return vector("text", text.getBytes(StandardCharsets.UTF_8));
  }

  private static String json(List<float[]> vectors) {
    return vectors.stream()
        .map(java.util.Arrays::toString)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static List<JsonNode> list(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false).toList()
        : List.of(node);
  }

  private static boolean isBad(byte[] picture) {
    return picture.length < 40; // test pictures are longer, except broken ones
  }

  /// @param stacks whether it makes one vector of all pictures of a request, as recent ones do
  /// @param words most of a text
  static FakeService.Rule roboflow(boolean stacks, int words) {
    return asked ->
        switch (asked.path()) {
          case "/info" ->
              Answer.ok(
                  "{\"name\":\"Roboflow Inference Server\",\"version\":\"1.8.3\",\"uuid\":\"u\"}");
          case "/clip/embed_text" -> {
            List<float[]> vectors = new ArrayList<>();
            boolean tooLong = false;
            for (JsonNode each : list(asked.body().path("text"))) {
              tooLong |= each.stringValue().split(" ", -1).length > words;
              vectors.add(text(each.stringValue()));
            }
            yield tooLong
                ? Answer.of(
                    400,
                    "{\"message\":\"Error with model input. Cause: Text input is too long for CLIP.\"}")
                : embeddings(vectors);
          }
          case "/clip/embed_image" -> {
            List<float[]> vectors = new ArrayList<>();
            boolean bad = false;
            for (JsonNode each : list(asked.body().path("image"))) {
              byte[] picture = Base64.getDecoder().decode(each.path("value").stringValue());
              bad |= isBad(picture);
              vectors.add(vector("picture", picture));
            }
            yield bad
                ? Answer.of(
                    400,
                    "{\"message\":\"Could not load input image. Cause: Malformed base64 input image.\"}")
                : embeddings(stacks ? vectors.subList(0, 1) : vectors);
          }
          default -> Answer.of(404, "{\"detail\":\"Not Found\"}");
        };
  }

  private static Answer embeddings(List<float[]> vectors) {
    return Answer.ok(
        "{\"inference_id\":null,\"frame_id\":null,\"time\":0.01,\"resolved_model\":null,\"embeddings\":"
            + json(vectors)
            + "}");
  }

  /// @param forms in which it takes pictures; a server without the form of Infinity takes its input
  ///   for texts
  static FakeService.Rule openAi(Set<PictureForm> forms) {
    return asked -> {
      if (asked.path().equals("/v1/models")) {
        return Answer.ok(
            "{\"object\":\"list\",\"data\":[{\"id\":\"clip-model\",\"object\":\"model\"}]}");
      }
      if (!asked.path().equals("/v1/embeddings")) {
        return Answer.of(404, "{\"error\":{\"message\":\"no such route\"}}");
      }
      return openAiEmbeddings(asked, forms)
          .orElseGet(() -> Answer.of(422, "{\"error\":{\"message\":\"input: expected texts\"}}"));
    };
  }

  private static Optional<Answer> openAiEmbeddings(Asked asked, Set<PictureForm> forms) {
    JsonNode body = asked.body();
    List<float[]> vectors = new ArrayList<>();
    if (body.has("messages")) {
      if (!forms.contains(PictureForm.VLLM)) {
        return Optional.empty();
      }
      vectors.add(ofDataUrl(body.at("/messages/0/content/0/image_url/url").stringValue()));
    } else {
      for (JsonNode each : list(body.path("input"))) {
        if (each.isObject()) {
          if (!forms.contains(PictureForm.JINA)) {
            return Optional.empty();
          }
          vectors.add(
              vector("picture", Base64.getDecoder().decode(each.path("image").stringValue())));
        } else if (body.path("modality").asString("text").equals("image")
            && forms.contains(PictureForm.INFINITY)) {
          vectors.add(ofDataUrl(each.stringValue()));
        } else {
          vectors.add(text(each.stringValue()));
        }
      }
    }
    StringBuilder data = new StringBuilder();
    for (int i = vectors.size() - 1; i >= 0; i--) { // the order is told by the index alone
      data.append(data.isEmpty() ? "" : ",")
          .append("{\"object\":\"embedding\",\"index\":")
          .append(i)
          .append(",\"embedding\":")
          .append(java.util.Arrays.toString(vectors.get(i)))
          .append('}');
    }
    return Optional.of(
        Answer.ok(
            "{\"object\":\"list\",\"model\":\"clip-model\",\"data\":[" + data + "],\"usage\":{}}"));
  }

  private static float[] ofDataUrl(String url) {
    return vector("picture", Base64.getDecoder().decode(url.substring(url.indexOf(',') + 1)));
  }
}
