package dev.pictor.clip;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import dev.pictor.clip.ModelManifest.Padding;
import dev.pictor.clip.ModelManifest.TextEncoderFiles;
import dev.pictor.error.BrokenModel;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Token ids to the tensors that a text graph reads: ids, attention mask, token types, as far as it
/// has them, in the number type and length it wants. Thread-safe.
final class TokenInputs {

  private final List<String> names;
  private final List<OnnxJavaType> types;
  private final Padding padding;
  private final int maxTokens;
  private final boolean together;

  private TokenInputs(TextEncoderFiles files, List<OnnxJavaType> types, boolean together) {
    this.names = files.inputs();
    this.types = types;
    this.padding = files.padding();
    this.maxTokens = files.maxTokens();
    this.together = together;
  }

  /// @throws BrokenModel when the graph takes something else than the manifest says
  static TokenInputs of(OnnxGraph graph, TextEncoderFiles files) {
    List<OnnxJavaType> types = new ArrayList<>();
    boolean together = files.together();
    for (String name : files.inputs()) {
      TensorInfo info = graph.input(name);
      long[] shape = info.getShape();
      if (shape.length != 2 || !isWhole(info.type) || !fits(shape[1], files)) {
        throw new BrokenModel(
            "%s: input %s is %s of %s (expected: int32 or int64, [batch, tokens], with %d tokens to"
                    .formatted(
                        graph.place(), name, Arrays.toString(shape), info.type, files.maxTokens())
                + " which texts are padded, or as many as there are)");
      }
      types.add(info.type);
      together &= shape[0] < 0;
    }
    return new TokenInputs(files, List.copyOf(types), together);
  }

  private static boolean isWhole(OnnxJavaType type) {
    return type == OnnxJavaType.INT64 || type == OnnxJavaType.INT32;
  }

  private static boolean fits(long length, TextEncoderFiles files) {
    return length < 0 || (files.padding() instanceof Padding.Right && length == files.maxTokens());
  }

  /// Whether several texts may share a run.
  boolean together() {
    return together;
  }

  /// The tensors of one run, to be closed.
  ///
  /// @param length tokens of each row, padding included
  record Run(Map<String, OnnxTensor> tensors, int length) implements AutoCloseable {
    @Override
    public void close() {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  /// @param rows token ids of each text, one row without padding
  Run of(List<long[]> rows) throws OrtException {
    int longest = rows.stream().mapToInt(row -> row.length).max().orElseThrow();
    int length = padding instanceof Padding.Right ? maxTokens : longest;
    long filler =
        switch (padding) {
          case Padding.None() -> 0;
          case Padding.Longest(int id) -> id;
          case Padding.Right(int id) -> id;
        };
    long[] ids = new long[rows.size() * length];
    long[] mask = new long[ids.length];
    Arrays.fill(ids, filler);
    for (int i = 0; i < rows.size(); i++) {
      long[] row = rows.get(i);
      System.arraycopy(row, 0, ids, i * length, row.length);
      Arrays.fill(mask, i * length, i * length + row.length, 1);
    }
    return tensors(List.of(ids, mask, new long[ids.length]), new long[] {rows.size(), length});
  }

  private Run tensors(List<long[]> values, long[] shape) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try (Opened opened = new Opened()) {
      for (int i = 0; i < names.size(); i++) {
        tensors.put(
            names.get(i),
            opened.add(tensor(values.get(i), types.get(i), shape), OnnxTensor::close));
      }
      opened.keep();
      return new Run(tensors, Math.toIntExact(shape[1]));
    }
  }

  private static OnnxTensor tensor(long[] values, OnnxJavaType type, long[] shape)
      throws OrtException {
    return type == OnnxJavaType.INT64
        ? OnnxTensor.createTensor(OnnxGraph.environment(), LongBuffer.wrap(values), shape)
        : OnnxTensor.createTensor(
            OnnxGraph.environment(),
            IntBuffer.wrap(Arrays.stream(values).mapToInt(Math::toIntExact).toArray()),
            shape);
  }
}
