package dev.pictor.clip;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.pictor.clip.ModelManifest.PictureTower;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The picture tower. Thread-safe; to be called on platform threads.
final class ImageEncoder implements AutoCloseable {

  private final PictureTower tower;
  private final int dimension;
  private final OnnxGraph graph;
  private final Preprocessor preprocessor;

  private ImageEncoder(PictureTower tower, int dimension, OnnxGraph graph) {
    this.tower = tower;
    this.dimension = dimension;
    this.graph = graph;
    this.preprocessor = new Preprocessor(tower);
  }

  /// @throws dev.pictor.error.BrokenModel naming the file
  static ImageEncoder open(BundleFiles files, ModelManifest manifest) {
    PictureTower tower = manifest.picture();
    OnnxGraph graph =
        OnnxGraph.open(files, tower.file(), manifest.sha256().getOrDefault(tower.file(), ""));
    graph.require(Set.of(tower.input()), tower.output());
    return new ImageEncoder(tower, manifest.dimension(), graph);
  }

  Preprocessor preprocessor() {
    return preprocessor;
  }

  String place() {
    return graph.place();
  }

  /// The raw outputs for `count` prepared pictures from `first` on.
  ///
  /// @throws OrtException when the run fails
  List<float[]> encode(PictureBatch batch, int first, int count) throws OrtException {
    long size = tower.size();
    try (OnnxTensor pixels =
        OnnxTensor.createTensor(
            OnnxGraph.environment(),
            batch.slice(first, count),
            new long[] {count, 3, size, size})) {
      float[] output = graph.run(Map.of(tower.input(), pixels), tower.output(), count * dimension);
      List<float[]> vectors = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        vectors.add(Arrays.copyOfRange(output, i * dimension, (i + 1) * dimension));
      }
      return vectors;
    }
  }

  @Override
  public void close() {
    graph.close();
  }
}
