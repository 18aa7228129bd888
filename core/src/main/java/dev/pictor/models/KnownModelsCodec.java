package dev.pictor.models;

import dev.pictor.models.KnownModel.ModelFile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `known-models.json` to [KnownModel]s. Strict: the file comes with the program, so whatever is
/// wrong in it is a bug.
final class KnownModelsCodec {

  static final int VERSION = 1;

  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "aliases",
          "repository",
          "revision",
          "dimension",
          "languages",
          "maxTokens",
          "licence",
          "commercialUse",
          "purpose",
          "layout",
          "hints",
          "roughBytes",
          "files");
  private static final Set<String> FILE_FIELDS =
      Set.of("path", "as", "variants", "bytes", "sha256", "optional");
  private static final Set<String> HINTS =
      Set.of("cleaning", "lowerCase", "padding", "padId", "resize", "interpolation");

  private KnownModelsCodec() {}

  /// @param place of the file, for messages
  /// @throws IllegalStateException naming file, model and field
  static List<KnownModel> parse(byte[] json, String place) {
    JsonNode root;
    try {
      root = JsonMapper.shared().readTree(json);
    } catch (JacksonException e) {
      throw new IllegalStateException(place + ": not JSON: " + e.getOriginalMessage(), e);
    }
    require(root.path("version").asInt(0) == VERSION, place, "version: expected " + VERSION);
    List<KnownModel> models = new ArrayList<>();
    for (JsonNode node : root.path("models")) {
      models.add(model(node, place + ": " + node.path("name").asString("?")));
    }
    require(!models.isEmpty(), place, "models: none");
    requireDistinct(models, place);
    return List.copyOf(models);
  }

  private static KnownModel model(JsonNode node, String place) {
    onlyFields(node, FIELDS, place);
    KnownModel model =
        new KnownModel(
            text(node, "name", "[a-z0-9][a-z0-9._-]{0,63}", place),
            texts(node, "aliases", place),
            text(node, "repository", "[^/\\s]+/[^/\\s]+", place),
            text(node, "revision", "[0-9a-f]{40}", place),
            positive(node, "dimension", place),
            texts(node, "languages", place),
            positive(node, "maxTokens", place),
            text(node, "licence", ".+", place),
            node.required("commercialUse").booleanValue(),
            text(node, "purpose", ".{10,120}", place),
            text(node, "layout", "transformers|transformers-joint|immich", place),
            hints(node.required("hints"), place),
            roughBytes(node.path("roughBytes")),
            files(node.required("files"), place));
    require(!model.languages().isEmpty(), place, "languages: none");
    require(!model.variants().isEmpty(), place, "files: no graph");
    return model;
  }

  private static Map<String, String> hints(JsonNode node, String place) {
    onlyFields(node, HINTS, place + ": hints");
    Map<String, String> hints = new TreeMap<>();
    for (String name : node.propertyNames()) {
      hints.put(name, text(node, name, ".+", place + ": hints"));
    }
    return hints;
  }

  private static Map<Variant, Long> roughBytes(JsonNode node) {
    Map<Variant, Long> rough = new EnumMap<>(Variant.class);
    for (String variant : node.propertyNames()) {
      rough.put(Variant.parse(variant), node.required(variant).longValue());
    }
    return rough;
  }

  private static List<ModelFile> files(JsonNode node, String place) {
    List<ModelFile> files = new ArrayList<>();
    for (JsonNode each : node) {
      files.add(file(each, place + ": " + each.path("path").asString("?")));
    }
    return files;
  }

  private static ModelFile file(JsonNode node, String place) {
    onlyFields(node, FILE_FIELDS, place);
    String path = text(node, "path", RepositoryPath.PATTERN, place);
    EnumSet<Variant> variants = EnumSet.noneOf(Variant.class);
    if (node.has("variants")) {
      texts(node, "variants", place).forEach(name -> variants.add(Variant.parse(name)));
    }
    return new ModelFile(
        path,
        node.has("as") ? text(node, "as", RepositoryPath.PATTERN, place) : path,
        variants,
        node.has("bytes")
            ? OptionalLong.of(node.required("bytes").longValue())
            : OptionalLong.empty(),
        node.has("sha256")
            ? Optional.of(text(node, "sha256", "[0-9a-f]{64}", place))
            : Optional.empty(),
        node.path("optional").asBoolean(false));
  }

  private static void requireDistinct(List<KnownModel> models, String place) {
    Set<String> names = new HashSet<>();
    for (KnownModel model : models) {
      List<String> own = new ArrayList<>(model.aliases());
      own.add(model.name());
      for (String name : own) {
        require(
            names.add(name.toLowerCase(Locale.ROOT)), place, model.name() + ": " + name + " twice");
      }
    }
  }

  private static void onlyFields(JsonNode node, Set<String> known, String place) {
    for (String field : node.propertyNames()) {
      require(known.contains(field), place, field + ": unknown field");
    }
  }

  private static String text(JsonNode node, String field, String pattern, String place) {
    String value = node.path(field).asString("");
    require(value.matches(pattern), place, field + ": " + value + " (expected: " + pattern + ")");
    return value;
  }

  private static List<String> texts(JsonNode node, String field, String place) {
    JsonNode values = node.required(field);
    require(values.isArray(), place, field + ": not a list");
    return values.valueStream().map(JsonNode::stringValue).toList();
  }

  private static int positive(JsonNode node, String field, String place) {
    int value = node.path(field).asInt(0);
    require(value > 0, place, field + ": " + value + " (expected: a number above 0)");
    return value;
  }

  private static void require(boolean holds, String place, String complaint) {
    if (!holds) {
      throw new IllegalStateException(place + ": " + complaint);
    }
  }
}
