package dev.pictor.clip;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import dev.pictor.clip.ComputeDevice.Work;
import dev.pictor.clip.ModelManifest.Head;
import dev.pictor.clip.ModelManifest.Pooling;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.token.Tokenizer;
import dev.pictor.token.TokenizerSpec;
import dev.pictor.token.Tokens;
import dev.pictor.vector.DenseVector;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One text tower: tokenizer, encoder and, behind an encoder of sentences, pooling and head.
/// Thread-safe; to be called on platform threads.
final class TextEncoder implements AutoCloseable {

  private final TextTower tower;
  private final int dimension;
  private final Tokenizer tokenizer;
  private final OnnxGraph encoder;
  private final TokenInputs inputs;
  private final @Nullable OnnxGraph head;

  private TextEncoder(
      TextTower tower,
      int dimension,
      Tokenizer tokenizer,
      OnnxGraph encoder,
      @Nullable OnnxGraph head) {
    this.tower = tower;
    this.dimension = dimension;
    this.tokenizer = tokenizer;
    this.encoder = encoder;
    this.inputs = TokenInputs.of(encoder, tower.encoder());
    this.head = head;
  }

  /// @throws dev.pictor.error.BrokenModel naming the file
  static TextEncoder open(
      BundleFiles files, ModelManifest manifest, TextTower tower, ComputeDevice device) {
    TextEncoderFiles parts = tower.encoder();
    try (Opened opened = new Opened()) {
      Tokenizer tokenizer = opened.add(tokenizer(files, parts), Tokenizer::close);
      OnnxGraph encoder =
          opened.add(
              OnnxGraph.open(
                  new OnnxGraph.Source(
                      files,
                      parts.onnx(),
                      parts.sha256().getOrDefault(parts.onnx(), ""),
                      device,
                      Work.TEXTS),
                  files.size(parts.onnx()) + files.size(manifest.weights())),
              OnnxGraph::close);
      encoder.require(Set.copyOf(parts.inputs()), parts.output());
      Optional<OnnxGraph> head =
          tower
              .head()
              .map(each -> opened.add(openHead(files, manifest, each, device), OnnxGraph::close));
      TextEncoder whole =
          new TextEncoder(tower, manifest.dimension(), tokenizer, encoder, head.orElse(null));
      opened.keep();
      return whole;
    }
  }

  private static Tokenizer tokenizer(BundleFiles files, TextEncoderFiles parts) {
    String file = parts.tokenizer();
    return Tokenizer.open(
        CheckedFile.bytes(files, file, parts.sha256().getOrDefault(file, "")),
        files.place(file),
        new TokenizerSpec(parts.cleaning(), parts.maxTokens()));
  }

  private static OnnxGraph openHead(
      BundleFiles files, ModelManifest manifest, Head head, ComputeDevice device) {
    OnnxGraph graph =
        OnnxGraph.open(
            new OnnxGraph.Source(
                files,
                head.file(),
                manifest.sha256().getOrDefault(head.file(), ""),
                device,
                Work.TEXTS),
            files.size(head.file()));
    try {
      graph.require(Set.of(head.input()), head.output());
      return graph;
    } catch (RuntimeException e) {
      graph.close();
      throw e;
    }
  }

  /// Most texts that may share a run with gain.
  int together() {
    return inputs.together() ? encoder.plan().together() : 1;
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
    return encode(List.of(text)).getFirst();
  }

  /// The vectors of texts, in order; in one run where the tower allows it.
  ///
  /// @throws OrtException when a run fails
  List<Encoded> encode(List<String> texts) throws OrtException {
    List<Tokens> tokens = new ArrayList<>(texts.size());
    for (String text : texts) {
      tokens.add(
          tokenizer.encode(tower.encoder().lowerCase() ? text.toLowerCase(Locale.ROOT) : text));
    }
    int step = inputs.together() ? texts.size() : 1;
    List<Encoded> encoded = new ArrayList<>(texts.size());
    for (int from = 0; from < texts.size(); from += step) {
      encoded.addAll(run(tokens.subList(from, from + step)));
    }
    return encoded;
  }

  private List<Encoded> run(List<Tokens> tokens) throws OrtException {
    float[] outputs = vectors(tokens);
    List<Encoded> encoded = new ArrayList<>(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      Tokens read = tokens.get(i);
      float[] vector = Arrays.copyOfRange(outputs, i * dimension, (i + 1) * dimension);
      encoded.add(new Encoded(UnitVectors.of(vector), read.ids().length, read.truncated()));
    }
    return encoded;
  }

  /// The raw vectors of texts that share a run, [texts, dimension].
  private float[] vectors(List<Tokens> tokens) throws OrtException {
    List<long[]> rows = tokens.stream().map(Tokens::ids).toList();
    String output = tower.encoder().output();
    try (TokenInputs.Run run = inputs.of(rows)) {
      if (head == null) {
        return encoder.run(run.tensors(), output, rows.size() * dimension);
      }
      int width = tower.encoder().dimension();
      float[] states = encoder.run(run.tensors(), output, rows.size() * run.length() * width);
      float[] pooled = new float[rows.size() * width];
      for (int i = 0; i < rows.size(); i++) {
        pool(states, i * run.length() * width, rows.get(i).length, pooled, i * width);
      }
      return head(head, pooled, rows.size());
    }
  }

  private float[] head(OnnxGraph graph, float[] pooled, int count) throws OrtException {
    Head files = tower.head().orElseThrow();
    try (OnnxTensor input =
        OnnxTensor.createTensor(
            OnnxGraph.environment(),
            FloatBuffer.wrap(pooled),
            new long[] {count, pooled.length / count})) {
      return graph.run(Map.of(files.input(), input), files.output(), count * dimension);
    }
  }

  /// @param from where the states of the text's tokens begin
  /// @param to where its pooled vector goes
  private void pool(float[] states, int from, int tokens, float[] pooled, int to) {
    int width = tower.encoder().dimension();
    double[] sums = new double[width];
    int read = tower.encoder().pooling() == Pooling.CLS ? 1 : tokens;
    for (int token = 0; token < read; token++) {
      for (int i = 0; i < width; i++) {
        sums[i] += states[from + token * width + i];
      }
    }
    double divisor = read;
    if (tower.encoder().normalise()) {
      double squares = Arrays.stream(sums).map(sum -> sum * sum).sum();
      divisor = squares == 0 ? 1 : Math.sqrt(squares);
    }
    for (int i = 0; i < width; i++) {
      pooled[to + i] = (float) (sums[i] / divisor);
    }
  }

  @Override
  public void close() {
    encoder.close();
    if (head != null) {
      head.close();
    }
    tokenizer.close();
  }

  /// @param tokens that were read
  /// @param truncated whether the text had more tokens than the tower reads
  record Encoded(DenseVector vector, int tokens, boolean truncated) {}
}
