package dev.pictor.clip;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `golden.json` of a bundle: pictures and texts with the vectors that the reference computed.
///
/// @param pictures those whose pixels are in the bundle
record GoldenVectors(List<Pixels> pictures, List<Text> texts) {

  static final String FILE = "golden.json";

  GoldenVectors {
    pictures = List.copyOf(pictures);
    texts = List.copyOf(texts);
  }

  /// @param file of the bundle, lossless and already at the size of the tower
  record Pixels(String file, DenseVector vector) {}

  record Text(String text, DenseVector vector) {}

  /// @throws BrokenModel naming the file
  static GoldenVectors read(BundleFiles files, ModelManifest manifest) {
    String place = files.place(FILE);
    String digest = manifest.sha256().get(FILE);
    if (digest == null) {
      throw new BrokenModel(place + ": has no digest in " + ManifestCodec.FILE);
    }
    byte[] json = CheckedFile.bytes(files, FILE, digest);
    try {
      JsonNode root = JsonMapper.shared().readTree(json);
      List<Pixels> pictures = new ArrayList<>();
      for (JsonNode photo : root.required("photos")) {
        if (photo.required("pixels").isString()) {
          pictures.add(new Pixels(photo.get("pixels").stringValue(), vector(photo)));
        }
      }
      List<Text> texts = new ArrayList<>();
      for (JsonNode text : root.required("texts")) {
        texts.add(new Text(text.required("text").stringValue(), vector(text)));
      }
      return new GoldenVectors(pictures, texts);
    } catch (JacksonException | InvalidRequest e) {
      throw new BrokenModel(place + ": not golden vectors: " + e.getMessage(), e);
    }
  }

  static DenseVector vector(JsonNode holder) {
    JsonNode numbers = holder.required("vector");
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = numbers.required(i).floatValue();
    }
    return DenseVector.wrap(values);
  }
}
