package dev.pictor.clip;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.pictor.clip.ComputeDevice.Work;
import dev.pictor.clip.ModelManifest.PictureTower;
import dev.pictor.error.BrokenModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
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
  private final OnnxJavaType numbers;
  private final boolean alone; // the graph takes one picture a run

  private ImageEncoder(PictureTower tower, int dimension, OnnxGraph graph) {
    this.tower = tower;
    this.dimension = dimension;
    this.graph = graph;
    this.preprocessor = new Preprocessor(tower);
    TensorInfo input = graph.input(tower.input());
    this.numbers = input.type;
    long[] shape = input.getShape();
    this.alone = shape.length == 4 && shape[0] == 1;
    if (shape.length != 4
        || !accepts(shape[1], 3)
        || !accepts(shape[2], tower.size())
        || !accepts(shape[3], tower.size())
        || (numbers != OnnxJavaType.FLOAT && numbers != OnnxJavaType.FLOAT16)) {
      throw new BrokenModel(
          "%s: input %s is %s of %s (expected: float or float16, [batch, 3, %d, %d])"
              .formatted(
                  graph.place(),
                  tower.input(),
                  Arrays.toString(shape),
                  numbers,
                  tower.size(),
                  tower.size()));
    }
  }

  private static boolean accepts(long side, int size) {
    return side < 0 || side == size;
  }

  /// @throws BrokenModel naming the file
  static ImageEncoder open(BundleFiles files, ModelManifest manifest, ComputeDevice device) {
    PictureTower tower = manifest.picture();
    try (Opened opened = new Opened()) {
      OnnxGraph graph =
          opened.add(
              OnnxGraph.open(
                  new OnnxGraph.Source(
                      files,
                      tower.file(),
                      manifest.sha256().getOrDefault(tower.file(), ""),
                      device,
                      Work.PICTURES),
                  files.size(tower.file()) + files.size(manifest.weights())),
              OnnxGraph::close);
      graph.require(Set.of(tower.input()), tower.output());
      ImageEncoder encoder = new ImageEncoder(tower, manifest.dimension(), graph);
      opened.keep();
      return encoder;
    }
  }

  /// Most pictures that may share a run with gain.
  int together() {
    return alone ? 1 : graph.plan().together();
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
    List<float[]> vectors = new ArrayList<>(count);
    int step = alone ? 1 : count;
    for (int from = 0; from < count; from += step) {
      float[] output = run(batch.slice(first + from, step), step);
      for (int i = 0; i < step; i++) {
        vectors.add(Arrays.copyOfRange(output, i * dimension, (i + 1) * dimension));
      }
    }
    return vectors;
  }

  private float[] run(FloatBuffer pixels, int count) throws OrtException {
    long[] shape = {count, 3, tower.size(), tower.size()};
    try (OnnxTensor input = tensor(pixels, shape)) {
      return graph.run(Map.of(tower.input(), input), tower.output(), count * dimension);
    }
  }

  private OnnxTensor tensor(FloatBuffer pixels, long[] shape) throws OrtException {
    if (numbers == OnnxJavaType.FLOAT) {
      return OnnxTensor.createTensor(OnnxGraph.environment(), pixels, shape);
    }
    ByteBuffer halves =
        ByteBuffer.allocateDirect(pixels.remaining() * Short.BYTES).order(ByteOrder.nativeOrder());
    ShortBuffer target = halves.asShortBuffer();
    for (int i = 0; i < pixels.remaining(); i++) {
      target.put(i, Float.floatToFloat16(pixels.get(pixels.position() + i)));
    }
    return OnnxTensor.createTensor(OnnxGraph.environment(), target, shape, OnnxJavaType.FLOAT16);
  }

  /// Frees the memory of the graph until the next run, which takes longer.
  void rest() {
    graph.rest();
  }

  @Override
  public void close() {
    graph.close();
  }
}
