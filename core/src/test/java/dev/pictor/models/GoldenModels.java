package dev.pictor.models;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.token.TokenizerJson;
import dev.pictor.vector.DenseVector;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// The models of `golden/`, whose README says what made them, put together as people have them.
final class GoldenModels {

  private static final String TOKENIZER_CONFIG =
      """
      {"model_max_length": 77, "tokenizer_class": "CLIPTokenizer", "do_lower_case": true,
       "pad_token": "<|endoftext|>"}
      """;

  private GoldenModels() {}

  /// As transformers.js has it, a graph for each tower.
  static Path xenova(Path folder) throws IOException {
    xenovaFiles(folder);
    copy("xenova/onnx/vision_model.onnx", folder.resolve("onnx/vision_model.onnx"));
    copy("xenova/onnx/text_model.onnx", folder.resolve("onnx/text_model.onnx"));
    return folder;
  }

  /// As transformers.js has it, one graph.
  static Path joint(Path folder) throws IOException {
    xenovaFiles(folder);
    copy("xenova/onnx/model.onnx", folder.resolve("onnx/model.onnx"));
    return folder;
  }

  private static void xenovaFiles(Path folder) throws IOException {
    copy("xenova/config.json", folder.resolve("config.json"));
    copy("xenova/preprocessor_config.json", folder.resolve("preprocessor_config.json"));
    Files.write(folder.resolve("tokenizer.json"), TokenizerJson.clip());
    Files.writeString(folder.resolve("tokenizer_config.json"), TOKENIZER_CONFIG);
  }

  /// As Immich has it now; the merges of its tokenizer are pairs.
  static Path immich(Path folder) throws IOException {
    copy("immich/config.json", folder.resolve("config.json"));
    copy("immich/visual/model.onnx", folder.resolve("visual/model.onnx"));
    copy("immich/visual/preprocess_cfg.json", folder.resolve("visual/preprocess_cfg.json"));
    copy("immich/textual/model.onnx", folder.resolve("textual/model.onnx"));
    Files.writeString(folder.resolve("textual/tokenizer_config.json"), TOKENIZER_CONFIG);
    ObjectNode tokenizer = (ObjectNode) JsonMapper.shared().readTree(TokenizerJson.clip());
    ObjectNode model = (ObjectNode) tokenizer.required("model");
    ArrayNode pairs = JsonMapper.shared().createArrayNode();
    for (JsonNode merge : model.required("merges")) {
      ArrayNode pair = pairs.addArray();
      if (merge.isArray()) {
        merge.forEach(pair::add);
      } else {
        int blank = merge.stringValue().indexOf(' ');
        pair.add(merge.stringValue().substring(0, blank));
        pair.add(merge.stringValue().substring(blank + 1));
      }
    }
    model.set("merges", pairs);
    Files.write(
        folder.resolve("textual/tokenizer.json"), JsonMapper.shared().writeValueAsBytes(tokenizer));
    return folder;
  }

  /// As Roboflow Inference keeps it, below the folder of its cache.
  static Path roboflow(Path folder) throws IOException {
    copy("roboflow/visual.onnx", folder.resolve("clip/ViT-B-32/visual.onnx"));
    copy("roboflow/textual.onnx", folder.resolve("clip/ViT-B-32/textual.onnx"));
    return folder;
  }

  static JsonNode embeddings() {
    return JsonMapper.shared().readTree(resource("embeddings.json"));
  }

  static DenseVector vector(JsonNode numbers) {
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.required(i).floatValue();
    }
    return DenseVector.wrap(values);
  }

  /// A file of the golden pictures of `dev.pictor.image`.
  static byte[] picture(String path) {
    return resource("../../image/golden/" + path);
  }

  static void copy(String name, Path target) throws IOException {
    Files.createDirectories(target.resolveSibling("."));
    Files.write(target, resource(name));
  }

  private static byte[] resource(String name) {
    String path = Path.of("/dev/pictor/models/golden").resolve(name).normalize().toString();
    try (InputStream in = GoldenModels.class.getResourceAsStream(path.replace('\\', '/'))) {
      return Objects.requireNonNull(in, path).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ModelInstaller installer(Path models) {
    return new ModelInstaller(models, ModelCatalog.of());
  }

  static Embedder open(ModelInstaller installer, String name) {
    return Embedder.open(
        installer.catalog().load(name),
        new PictureDecoder(PictureLimits.defaults()),
        EmbedderConfig.defaults());
  }
}
