package dev.pictor.clip;

import dev.pictor.clip.ModelManifest.Head;
import dev.pictor.clip.ModelManifest.Padding;
import dev.pictor.clip.ModelManifest.PictureTower;
import dev.pictor.clip.ModelManifest.Pooling;
import dev.pictor.clip.ModelManifest.Resize;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.error.BrokenModel;
import dev.pictor.image.ResampleFilter;
import dev.pictor.token.TextCleaning;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// `model.json` to a [ModelManifest]. Strict: a field that is unknown, missing or asks for
/// something that this version cannot compute is an error, because a guess would give wrong vectors
/// silently.
final class ManifestCodec {

  static final String FILE = "model.json";
  static final int VERSION = 1;

  private static final JsonMapper MAPPER = JsonMapper.shared();
  private static final String[] CLEANINGS =
      Arrays.stream(TextCleaning.values()).map(TextCleaning::wireName).toArray(String[]::new);

  private ManifestCodec() {}

  /// @param place of the file, for messages
  /// @throws BrokenModel naming file and field
  static ModelManifest parse(byte[] json, String place) {
    ManifestNode root;
    try {
      root = new ManifestNode(place, "", MAPPER.readTree(json));
    } catch (JacksonException e) {
      throw new BrokenModel(place + ": not JSON: " + e.getOriginalMessage(), e);
    }
    return manifest(root);
  }

  private static ModelManifest manifest(ManifestNode root) {
    root.only(
        Set.of(
            "name",
            "aliases",
            "version",
            "dimension",
            "metric",
            "languages",
            "logitScale",
            "background",
            "picture",
            "texts",
            "weights",
            "licences",
            "sha256"));
    root.text("name", name -> name.matches("[a-z0-9][a-z0-9._-]{0,63}"), "a-z, 0-9, '.', '_', '-'");
    root.oneOf("metric", "cosine");
    int version = root.integer("version", 1, Integer.MAX_VALUE);
    if (version != VERSION) {
      throw root.wrong("version", version, VERSION + "; a newer Pictor may read it");
    }
    Map<String, String> sha256 = root.digests("sha256");
    List<TextTower> texts =
        root.array("texts").stream().map(each -> textTower(each, root, sha256)).toList();
    checkScripts(root, texts);
    return new ModelManifest(
        root.text("name"),
        root.has("aliases") ? root.texts("aliases") : List.of(),
        version,
        root.integer("dimension", 1, 20_000),
        root.texts("languages"),
        root.number("logitScale"),
        root.has("background")
            ? Optional.of(listed(root, "background", root, sha256))
            : Optional.empty(),
        pictureTower(root.object("picture"), root, sha256),
        texts,
        weights(root, sha256),
        root.textMap("licences"),
        sha256);
  }

  private static List<String> weights(ManifestNode root, Map<String, String> sha256) {
    if (!root.has("weights")) {
      return List.of();
    }
    List<String> files = root.texts("weights");
    for (String file : files) {
      if (!sha256.containsKey(file)) {
        throw root.wrong("weights", file, "a file listed in sha256");
      }
    }
    return files;
  }

  private static PictureTower pictureTower(
      ManifestNode node, ManifestNode root, Map<String, String> sha256) {
    node.only(
        Set.of(
            "file",
            "input",
            "output",
            "size",
            "resizeTo",
            "resize",
            "interpolation",
            "mean",
            "std",
            "range",
            "layout",
            "channels",
            "orientation",
            "thresholds"));
    node.oneOf("layout", "NCHW");
    node.oneOf("channels", "RGB");
    node.oneOf("orientation", "exif");
    List<Double> range = node.numbers("range", 2);
    if (!range.equals(List.of(0.0, 255.0))) {
      throw node.wrong("range", range, "[0, 255]");
    }
    List<Double> std = node.numbers("std", 3);
    if (std.stream().anyMatch(value -> value <= 0)) {
      throw node.wrong("std", std, "numbers above 0");
    }
    int size = node.integer("size", 1, 4096);
    Resize resize = resize(node);
    if (resize == Resize.SQUASH && node.has("resizeTo")) {
      throw node.wrong("resizeTo", "present", "none, because nothing is cropped");
    }
    return new PictureTower(
        listed(node, "file", root, sha256),
        node.text("input"),
        node.text("output"),
        size,
        node.has("resizeTo") ? node.integer("resizeTo", size, 8192) : size,
        resize,
        filter(node),
        node.numbers("mean", 3),
        std,
        node.optionalObject("thresholds").map(ManifestCodec::thresholds));
  }

  private static Resize resize(ManifestNode node) {
    return switch (node.oneOf("resize", "squash", "centre-crop")) {
      case "squash" -> Resize.SQUASH;
      default -> Resize.CENTRE_CROP;
    };
  }

  private static ResampleFilter filter(ManifestNode node) {
    return switch (node.oneOf("interpolation", "bicubic-antialiased", "bilinear-antialiased")) {
      case "bicubic-antialiased" -> ResampleFilter.BICUBIC;
      default -> ResampleFilter.BILINEAR;
    };
  }

  private static TextTower textTower(
      ManifestNode node, ManifestNode root, Map<String, String> sha256) {
    node.only(Set.of("script", "language", "encoder", "head", "thresholds"));
    TextEncoderFiles encoder = encoder(node.object("encoder"), root, sha256);
    Optional<Head> head = node.optionalObject("head").map(each -> head(each, root, sha256));
    boolean whole = encoder.pooling() == Pooling.NONE;
    if (whole == head.isPresent()) {
      throw node.wrong(
          "head",
          head.isPresent() ? "present" : "missing",
          whole ? "none, because encoder.pooling is none" : "a graph behind the pooled vector");
    }
    return new TextTower(
        node.text("script", Script::isKnown, "default or a script's ISO 15924 code such as Hani"),
        node.text("language"),
        encoder,
        head,
        node.optionalObject("thresholds").map(ManifestCodec::thresholds));
  }

  private static Head head(ManifestNode node, ManifestNode root, Map<String, String> sha256) {
    node.only(Set.of("file", "input", "output"));
    return new Head(listed(node, "file", root, sha256), node.text("input"), node.text("output"));
  }

  private static TextEncoderFiles encoder(
      ManifestNode node, ManifestNode root, Map<String, String> bundled) {
    node.only(
        Set.of(
            "maven",
            "onnx",
            "tokenizer",
            "sha256",
            "inputs",
            "output",
            "dimension",
            "pooling",
            "normalise",
            "lowerCase",
            "maxTokens",
            "padding",
            "padId",
            "cleaning",
            "together",
            "licence"));
    List<String> inputs = node.texts("inputs");
    if (inputs.size() > 3) {
      throw node.wrong("inputs", inputs, "token ids, attention mask and token types, at most");
    }
    boolean own = node.has("sha256");
    Map<String, String> sha256 = own ? node.digests("sha256") : bundled;
    ManifestNode holder = own ? node : root;
    Pooling pooling =
        switch (node.oneOf("pooling", "mean", "cls", "none")) {
          case "mean" -> Pooling.MEAN;
          case "cls" -> Pooling.CLS;
          default -> Pooling.NONE;
        };
    String onnx = listed(node, "onnx", holder, sha256);
    String tokenizer = listed(node, "tokenizer", holder, sha256);
    return new TextEncoderFiles(
        onnx,
        tokenizer,
        sha256,
        inputs,
        node.text("output"),
        node.integer("dimension", 1, 20_000),
        pooling,
        node.flag("normalise"),
        node.flag("lowerCase"),
        node.integer("maxTokens", 2, 1_000_000),
        padding(node),
        cleaning(node),
        together(node));
  }

  private static TextCleaning cleaning(ManifestNode node) {
    return node.has("cleaning")
        ? TextCleaning.named(node.oneOf("cleaning", CLEANINGS)).orElseThrow()
        : TextCleaning.NONE;
  }

  private static Padding padding(ManifestNode node) {
    return switch (node.oneOf("padding", "none", "longest", "right")) {
      case "none" -> new Padding.None();
      case "longest" -> new Padding.Longest(node.integer("padId", 0, Integer.MAX_VALUE));
      default -> new Padding.Right(node.integer("padId", 0, Integer.MAX_VALUE));
    };
  }

  private static boolean together(ManifestNode node) {
    boolean together = node.flag("together");
    if (together && node.oneOf("padding", "none", "longest", "right").equals("none")) {
      throw node.wrong("together", true, "false, because padding is none");
    }
    return together;
  }

  private static Thresholds thresholds(ManifestNode node) {
    node.only(Set.of("likely", "weak", "strong"));
    double likely = node.number("likely");
    double weak = node.number("weak");
    double strong = node.number("strong");
    if (likely > weak || weak > strong) {
      throw node.wrong("weak", weak, "from likely, %s, to strong, %s".formatted(likely, strong));
    }
    return new Thresholds(likely, weak, strong);
  }

  private static void checkScripts(ManifestNode root, List<TextTower> texts) {
    Set<String> scripts = new LinkedHashSet<>();
    for (TextTower tower : texts) {
      if (!scripts.add(tower.script())) {
        throw root.wrong("texts", tower.script() + " twice", "one tower for each script");
      }
    }
    if (!scripts.contains(Script.DEFAULT)) {
      throw root.wrong("texts", scripts, "one tower with script " + Script.DEFAULT);
    }
  }

  /// The file that a field names; `digests`, read from `holder`, must have an entry for it.
  private static String listed(
      ManifestNode node, String field, ManifestNode holder, Map<String, String> digests) {
    String file = node.text(field);
    if (!digests.containsKey(file)) {
      throw node.wrong(field, file, "a file listed in " + holder.name("sha256"));
    }
    return file;
  }
}
