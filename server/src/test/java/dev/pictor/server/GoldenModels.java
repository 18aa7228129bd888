package dev.pictor.server;

import dev.pictor.token.TokenizerJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The tiny models of the core's `models/golden`, whose README says what made them, put together as
/// people have them. All share one set of weights.
public final class GoldenModels {

  private static final Path CORE = Path.of("../core/src/test/resources/dev/pictor");
  private static final Path GOLDEN = CORE.resolve("models/golden");
  private static final String TOKENIZER_CONFIG =
      """
      {"model_max_length": 77, "tokenizer_class": "CLIPTokenizer", "do_lower_case": true,
       "pad_token": "<|endoftext|>"}
      """;

  private GoldenModels() {}

  /// As transformers.js has it, a graph for each tower.
  public static Path split(Path folder) throws IOException {
    return transformers(folder, "onnx/vision_model.onnx", "onnx/text_model.onnx");
  }

  /// As transformers.js has it, one graph for both.
  public static Path joint(Path folder) throws IOException {
    return transformers(folder, "onnx/model.onnx");
  }

  private static Path transformers(Path folder, String... graphs) throws IOException {
    copy(folder, Map.of("xenova/config.json", "config.json"));
    copy(folder, Map.of("xenova/preprocessor_config.json", "preprocessor_config.json"));
    for (String graph : graphs) {
      copy(folder, Map.of("xenova/" + graph, graph));
    }
    Files.write(folder.resolve("tokenizer.json"), TokenizerJson.clip());
    Files.writeString(folder.resolve("tokenizer_config.json"), TOKENIZER_CONFIG);
    return folder;
  }

  /// As Immich has it.
  public static Path immich(Path folder) throws IOException {
    copy(folder, Map.of("immich/config.json", "config.json"));
    copy(folder, Map.of("immich/visual/model.onnx", "visual/model.onnx"));
    copy(folder, Map.of("immich/visual/preprocess_cfg.json", "visual/preprocess_cfg.json"));
    copy(folder, Map.of("immich/textual/model.onnx", "textual/model.onnx"));
    Files.write(folder.resolve("textual/tokenizer.json"), TokenizerJson.clip());
    Files.writeString(folder.resolve("textual/tokenizer_config.json"), TOKENIZER_CONFIG);
    return folder;
  }

  /// As Roboflow Inference keeps it, below the folder of its cache.
  public static Path roboflow(Path folder) throws IOException {
    copy(folder, Map.of("roboflow/visual.onnx", "clip/ViT-B-32/visual.onnx"));
    copy(folder, Map.of("roboflow/textual.onnx", "clip/ViT-B-32/textual.onnx"));
    return folder;
  }

  private static void copy(Path folder, Map<String, String> files) throws IOException {
    for (Map.Entry<String, String> each : files.entrySet()) {
      Path target = folder.resolve(each.getValue());
      Files.createDirectories(target.resolveSibling("."));
      Files.copy(GOLDEN.resolve(each.getKey()), target);
    }
  }

  /// What PyTorch computes: `images` with `file` and `crop`, `texts` with `text`, each with its
  /// unit vector `torch`.
  public static JsonNode embeddings() throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(GOLDEN.resolve("embeddings.json")));
  }

  /// A file of the golden pictures.
  public static byte[] picture(String path) throws IOException {
    return Files.readAllBytes(CORE.resolve("image/golden").resolve(path));
  }
}
