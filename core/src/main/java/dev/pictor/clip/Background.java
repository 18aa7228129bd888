package dev.pictor.clip;

import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.error.BrokenModel;
import dev.pictor.vector.DenseVector;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The middle of a model's pictures, and of the texts of each tower.
///
/// @param texts by the tower's script
record Background(DenseVector picture, Map<String, DenseVector> texts) {

  private static final int VERSION = 1;

  Background {
    texts = Map.copyOf(texts);
  }

  /// @param file of the bundle
  /// @throws BrokenModel naming file and field
  static Background read(BundleFiles files, ModelManifest manifest, String file) {
    String digest = manifest.sha256().get(file);
    if (digest == null) {
      throw new IllegalStateException("the manifest lists the background's digest");
    }
    byte[] json = CheckedFile.bytes(files, file, digest);
    String place = files.place(file);
    ManifestNode root;
    try {
      root = new ManifestNode(place, "", JsonMapper.shared().readTree(json));
    } catch (JacksonException e) {
      throw new BrokenModel(place + ": not JSON: " + e.getOriginalMessage(), e);
    }
    int version = root.integer("version", 1, Integer.MAX_VALUE);
    if (version != VERSION) {
      throw root.wrong("version", version, VERSION + "; a newer Pictor may read it");
    }
    ManifestNode texts = root.object("texts");
    Map<String, DenseVector> centres = new TreeMap<>();
    for (TextTower tower : manifest.texts()) {
      centres.put(tower.script(), vector(texts, tower.script(), manifest.dimension()));
    }
    return new Background(vector(root, "picture", manifest.dimension()), centres);
  }

  DenseVector text(String script) {
    DenseVector centre = texts.get(script);
    if (centre == null) {
      throw new IllegalStateException("no text tower for " + script);
    }
    return centre;
  }

  private static DenseVector vector(ManifestNode node, String field, int dimension) {
    List<Double> numbers = node.numbers(field, dimension);
    float[] values = new float[dimension];
    for (int i = 0; i < dimension; i++) {
      values[i] = numbers.get(i).floatValue();
    }
    return DenseVector.wrap(values);
  }
}
