package dev.pictor.clip;

import dev.pictor.clip.ModelManifest.Padding;
import dev.pictor.clip.ModelManifest.PictureTower;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.image.ResampleFilter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// A [ModelManifest] to the `model.json` that [ManifestCodec] reads. Stateless.
public final class ManifestWriter {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ManifestWriter() {}

  /// UTF-8, indented, ends with a line break.
  public static byte[] write(ModelManifest manifest) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("name", manifest.name());
    if (!manifest.aliases().isEmpty()) {
      root.put("aliases", manifest.aliases());
    }
    root.put("version", manifest.version());
    root.put("dimension", manifest.dimension());
    root.put("metric", "cosine");
    root.put("languages", manifest.languages());
    root.put("logitScale", manifest.logitScale());
    manifest.background().ifPresent(file -> root.put("background", file));
    root.put("picture", picture(manifest.picture()));
    root.put("texts", manifest.texts().stream().map(each -> text(each, manifest)).toList());
    if (!manifest.weights().isEmpty()) {
      root.put("weights", manifest.weights());
    }
    root.put("licences", new TreeMap<>(manifest.licences()));
    root.put("sha256", new TreeMap<>(manifest.sha256()));
    return (MAPPER.writeValueAsString(root) + '\n').getBytes(StandardCharsets.UTF_8);
  }

  private static Map<String, Object> picture(PictureTower tower) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("file", tower.file());
    node.put("input", tower.input());
    node.put("output", tower.output());
    node.put("size", tower.size());
    if (tower.resizeTo() != tower.size()) {
      node.put("resizeTo", tower.resizeTo());
    }
    node.put(
        "resize",
        switch (tower.resize()) {
          case SQUASH -> "squash";
          case CENTRE_CROP -> "centre-crop";
        });
    node.put(
        "interpolation",
        tower.filter() == ResampleFilter.BICUBIC ? "bicubic-antialiased" : "bilinear-antialiased");
    node.put("mean", tower.mean());
    node.put("std", tower.std());
    node.put("range", List.of(0, 255));
    node.put("layout", "NCHW");
    node.put("channels", "RGB");
    node.put("orientation", "exif");
    tower.thresholds().ifPresent(each -> node.put("thresholds", thresholds(each)));
    return node;
  }

  private static Map<String, Object> text(TextTower tower, ModelManifest manifest) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("script", tower.script());
    node.put("language", tower.language());
    node.put("encoder", encoder(tower.encoder(), manifest));
    tower
        .head()
        .ifPresent(
            head ->
                node.put(
                    "head",
                    Map.of("file", head.file(), "input", head.input(), "output", head.output())));
    tower.thresholds().ifPresent(each -> node.put("thresholds", thresholds(each)));
    return node;
  }

  private static Map<String, Object> encoder(TextEncoderFiles encoder, ModelManifest manifest) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("onnx", encoder.onnx());
    node.put("tokenizer", encoder.tokenizer());
    if (!encoder.sha256().equals(manifest.sha256())) {
      node.put("sha256", new TreeMap<>(encoder.sha256()));
    }
    node.put("inputs", encoder.inputs());
    node.put("output", encoder.output());
    node.put("dimension", encoder.dimension());
    node.put("pooling", encoder.pooling().name().toLowerCase(Locale.ROOT));
    node.put("normalise", encoder.normalise());
    node.put("lowerCase", encoder.lowerCase());
    node.put("maxTokens", encoder.maxTokens());
    switch (encoder.padding()) {
      case Padding.None() -> node.put("padding", "none");
      case Padding.Longest(int id) -> {
        node.put("padding", "longest");
        node.put("padId", id);
      }
      case Padding.Right(int id) -> {
        node.put("padding", "right");
        node.put("padId", id);
      }
    }
    node.put("cleaning", encoder.cleaning().wireName());
    node.put("together", encoder.together());
    return node;
  }

  private static Map<String, Object> thresholds(Thresholds thresholds) {
    Map<String, Object> node = new LinkedHashMap<>();
    node.put("likely", thresholds.likely());
    node.put("weak", thresholds.weak());
    node.put("strong", thresholds.strong());
    return node;
  }
}
