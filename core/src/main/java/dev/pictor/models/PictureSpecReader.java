package dev.pictor.models;

import dev.pictor.clip.ModelManifest.Resize;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.ResampleFilter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads how pictures are prepared out of the two ways in which models of others say it:
/// `preprocessor_config.json` of transformers, in its new and its old form, and `preprocess_cfg` of
/// open_clip, which Immich and Jina use, too. What Pictor does not do is refused, never left out.
final class PictureSpecReader {

  private static final double ONE_BYTE = 1.0 / 255;

  private final JsonFile json;

  private PictureSpecReader(JsonFile json) {
    this.json = json;
  }

  /// @param preprocessing a file of its own
  /// @param config the model's, where the other lacks
  static PictureSpec read(Optional<JsonFile> preprocessing, Optional<JsonFile> config) {
    Optional<JsonFile> own = preprocessing.map(PictureSpecReader::inner);
    Optional<JsonFile> inside = config.flatMap(each -> each.object("preprocess_cfg"));
    PictureSpec spec =
        own.or(() -> inside)
            .map(
                json ->
                    json.has("image_mean") || json.has("do_resize") || json.has("crop_size")
                        ? new PictureSpecReader(json).transformers()
                        : new PictureSpecReader(json).openClip())
            .orElseGet(PictureSpec::ofClip);
    return spec.size() == 0
        ? config.flatMap(PictureSpecReader::imageSize).map(spec::withSize).orElse(spec)
        : spec;
  }

  /// `processor_config.json` has the same under a name.
  private static JsonFile inner(JsonFile json) {
    return json.object("image_processor").orElse(json);
  }

  private static Optional<Integer> imageSize(JsonFile config) {
    JsonFile model = config.object("model_cfg").orElse(config);
    for (String part : List.of("vision_cfg", "vision_config")) {
      Optional<JsonFile> vision = model.object(part);
      if (vision.isPresent() && vision.get().has("image_size")) {
        return Optional.of(new PictureSpecReader(vision.get()).side("image_size"));
      }
    }
    return Optional.empty();
  }

  private PictureSpec transformers() {
    String type =
        json.text("image_processor_type").or(() -> json.text("feature_extractor_type")).orElse("");
    refuseUnlessAbsentOr("do_resize", true);
    refuseUnlessAbsentOr("do_flip_channel_order", false);
    boolean square = !json.has("size") || isSquare();
    boolean crop =
        json.flag("do_center_crop")
            .orElse(type.startsWith("CLIP") || (!square && json.has("size")));
    int size = side("size");
    if (!crop && !square) {
      throw json.wrong(
          "do_center_crop", "true, because only the shorter side of a picture has a size");
    }
    int target = crop && json.has("crop_size") ? side("crop_size") : size;
    if (crop && isBox() && target != size) {
      throw json.wrong("crop_size", size + ", as size, because the picture is squashed to it");
    }
    if (target > size) {
      throw json.wrong("crop_size", "at most size, " + size);
    }
    boolean squash = !crop || isBox();
    double factor =
        json.flag("do_rescale").orElse(true) ? json.number("rescale_factor").orElse(ONE_BYTE) : 1;
    double unit = Math.abs(factor - ONE_BYTE) < 1e-9 ? 255 : 1 / factor;
    boolean normalise = json.flag("do_normalize").orElse(true);
    return new PictureSpec(
        target,
        squash ? target : size,
        squash ? Resize.SQUASH : Resize.CENTRE_CROP,
        resample(),
        normalise
            ? PictureSpec.scaled(json.channels("image_mean").orElseGet(() -> mean(type)), unit)
            : List.of(0.0, 0.0, 0.0),
        normalise
            ? PictureSpec.scaled(json.channels("image_std").orElseGet(() -> std(type)), unit)
            : List.of(unit, unit, unit));
  }

  private static List<Double> mean(String type) {
    return type.startsWith("Siglip")
        ? List.of(0.5, 0.5, 0.5)
        : PictureSpec.scaled(PictureSpec.ofClip().mean(), ONE_BYTE);
  }

  private static List<Double> std(String type) {
    return type.startsWith("Siglip")
        ? List.of(0.5, 0.5, 0.5)
        : PictureSpec.scaled(PictureSpec.ofClip().std(), ONE_BYTE);
  }

  private void refuseUnlessAbsentOr(String field, boolean done) {
    if (json.flag(field).orElse(done) != done) {
      throw json.wrong(field, done + "; Pictor knows no other way");
    }
  }

  private ResampleFilter resample() {
    int number = json.integer("resample").orElse(3);
    return switch (number) {
      case 2 -> ResampleFilter.BILINEAR;
      case 3 -> ResampleFilter.BICUBIC;
      default -> throw json.wrong("resample", "2, bilinear, or 3, bicubic");
    };
  }

  private PictureSpec openClip() {
    String mode = json.text("mode").orElse("RGB");
    if (!mode.equals("RGB")) {
      throw json.wrong("mode", "RGB");
    }
    int size = json.has("size") ? side("size") : 0;
    return new PictureSpec(
        size,
        size,
        switch (json.text("resize_mode").orElse("shortest").toLowerCase(Locale.ROOT)) {
          case "shortest" -> Resize.CENTRE_CROP;
          case "squash" -> Resize.SQUASH;
          default -> throw json.wrong("resize_mode", "shortest or squash");
        },
        switch (json.text("interpolation").orElse("bicubic").toLowerCase(Locale.ROOT)) {
          case "bicubic", "random" -> ResampleFilter.BICUBIC;
          case "bilinear" -> ResampleFilter.BILINEAR;
          default -> throw json.wrong("interpolation", "bicubic or bilinear");
        },
        json.channels("mean")
            .map(each -> PictureSpec.scaled(each, 255))
            .orElseGet(() -> PictureSpec.ofClip().mean()),
        json.channels("std")
            .map(each -> PictureSpec.scaled(each, 255))
            .orElseGet(() -> PictureSpec.ofClip().std()));
  }

  /// Whether `size` asks for both sides, or the old form's single number without a crop.
  private boolean isSquare() {
    JsonNode size = json.node().path("size");
    return isBox() || size.isNumber();
  }

  private boolean isBox() {
    return json.object("size").filter(box -> box.has("height")).isPresent();
  }

  /// The side of a square that a field gives in one of its forms.
  private int side(String field) {
    JsonNode node = json.node().path(field);
    int side;
    if (node.isIntegralNumber()) {
      side = node.intValue();
    } else if (node.isArray()) {
      side = same(field, node.path(0).intValue(0), node.path(1).intValue(0));
    } else {
      JsonNode edge = node.path("shortest_edge");
      side =
          edge.isIntegralNumber()
              ? edge.intValue()
              : same(field, node.path("height").intValue(0), node.path("width").intValue(0));
    }
    if (side < 1 || side > 4096) {
      throw json.wrong(field, "the side of a square, 1 to 4096 pixels");
    }
    return side;
  }

  private int same(String field, int height, int width) {
    if (height != width) {
      throw json.wrong(field, "a square: towers with another shape are not known to Pictor");
    }
    return height;
  }

  /// For messages about what the graph wants instead.
  static InvalidRequest conflict(JsonFile json, int said, long read) {
    return new InvalidRequest(
        "%s: size %d (expected: %d, what the picture graph reads). Take files of one model."
            .formatted(json.file(), said, read));
  }
}
