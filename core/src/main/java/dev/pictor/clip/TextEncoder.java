package dev.pictor.clip;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.pictor.clip.ModelManifest.Pooling;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.clip.Tokenizer.Tokens;
import dev.pictor.vector.DenseVector;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// One text tower: tokenizer, sentence encoder, pooling, head. Thread-safe; to be called on
/// platform threads.
///
/// One text a run and no padding: int8 encoders choose their scales over the whole input, so the
/// neighbours of a text in a batch would change its vector.
final class TextEncoder implements AutoCloseable {

  private final TextTower tower;
  private final int dimension;
  private final Tokenizer tokenizer;
  private final OnnxGraph encoder;
  private final OnnxGraph head;

  private TextEncoder(
      TextTower tower, int dimension, Tokenizer tokenizer, OnnxGraph encoder, OnnxGraph head) {
    this.tower = tower;
    this.dimension = dimension;
    this.tokenizer = tokenizer;
    this.encoder = encoder;
    this.head = head;
  }

  /// @throws dev.pictor.error.BrokenModel naming the file
  static TextEncoder open(BundleFiles files, ModelManifest manifest, TextTower tower) {
    TextEncoderFiles parts = tower.encoder();
    String head = tower.head().file();
    try (Opened opened = new Opened()) {
      Tokenizer tokenizer =
          opened.add(
              Tokenizer.open(
                  files,
                  parts.tokenizer(),
                  parts.sha256().getOrDefault(parts.tokenizer(), ""),
                  parts.maxTokens()),
              Tokenizer::close);
      OnnxGraph encoder =
          opened.add(
              OnnxGraph.open(files, parts.onnx(), parts.sha256().getOrDefault(parts.onnx(), "")),
              OnnxGraph::close);
      encoder.require(new HashSet<>(parts.inputs()), parts.output());
      OnnxGraph headGraph =
          opened.add(
              OnnxGraph.open(files, head, manifest.sha256().getOrDefault(head, "")),
              OnnxGraph::close);
      headGraph.require(Set.of(tower.head().input()), tower.head().output());
      opened.keep();
      return new TextEncoder(tower, manifest.dimension(), tokenizer, encoder, headGraph);
    }
  }

  String place() {
    return encoder.place();
  }

  TextTower tower() {
    return tower;
  }

  /// The vector of a text, of length 1, and whether the text was cut.
  ///
  /// @throws OrtException when a run fails
  Encoded encode(String text) throws OrtException {
    String read = tower.encoder().lowerCase() ? text.toLowerCase(Locale.ROOT) : text;
    Tokens tokens = tokenizer.encode(read);
    float[] pooled = pool(states(tokens.ids()), tokens.ids().length);
    try (OnnxTensor input =
        OnnxTensor.createTensor(
            OnnxGraph.environment(), FloatBuffer.wrap(pooled), new long[] {1, pooled.length})) {
      float[] output =
          head.run(Map.of(tower.head().input(), input), tower.head().output(), dimension);
      return new Encoded(UnitVectors.of(output), tokens.ids().length, tokens.truncated());
    }
  }

  /// The encoder's output, [tokens, encoder dimension].
  private float[] states(long[] ids) throws OrtException {
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    List<long[]> values = List.of(ids, ones, new long[ids.length]);
    List<String> names = tower.encoder().inputs();
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (int i = 0; i < names.size(); i++) {
        inputs.put(
            names.get(i),
            OnnxTensor.createTensor(
                OnnxGraph.environment(),
                LongBuffer.wrap(values.get(i)),
                new long[] {1, ids.length}));
      }
      return encoder.run(
          inputs, tower.encoder().output(), ids.length * tower.encoder().dimension());
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private float[] pool(float[] states, int tokens) {
    int width = tower.encoder().dimension();
    double[] sums = new double[width];
    int read = tower.encoder().pooling() == Pooling.CLS ? 1 : tokens;
    for (int token = 0; token < read; token++) {
      for (int i = 0; i < width; i++) {
        sums[i] += states[token * width + i];
      }
    }
    double divisor = read;
    if (tower.encoder().normalise()) {
      double squares = Arrays.stream(sums).map(sum -> sum * sum).sum();
      divisor = squares == 0 ? 1 : Math.sqrt(squares);
    }
    float[] pooled = new float[width];
    for (int i = 0; i < width; i++) {
      pooled[i] = (float) (sums[i] / divisor);
    }
    return pooled;
  }

  @Override
  public void close() {
    encoder.close();
    head.close();
    tokenizer.close();
  }

  /// @param tokens that were read
  /// @param truncated whether the text had more tokens than the tower reads
  record Encoded(DenseVector vector, int tokens, boolean truncated) {}
}
