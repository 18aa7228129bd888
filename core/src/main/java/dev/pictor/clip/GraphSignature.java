package dev.pictor.clip;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import ai.onnxruntime.TensorInfo;
import dev.pictor.error.BrokenModel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a graph reads and gives, as ONNX Runtime tells it. To be made on a platform thread.
public record GraphSignature(List<Port> inputs, List<Port> outputs) {

  public GraphSignature {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
  }

  /// Types of numbers that towers know.
  public enum Numbers {
    FLOAT32,
    FLOAT16,
    INT32,
    INT64,
    /// Any other, or no tensor.
    OTHER
  }

  /// An input or an output.
  ///
  /// @param shape -1 for a side that is free
  public record Port(String name, Numbers numbers, List<Long> shape) {
    public Port {
      shape = List.copyOf(shape);
    }

    @Override
    public String toString() {
      return "%s %s of %s".formatted(name, shape, numbers);
    }
  }

  /// Opens the graph, which takes about as long as loading it for work.
  ///
  /// @throws BrokenModel naming the file when it cannot be run
  public static GraphSignature of(Path graph) {
    try (SessionOptions options = options();
        OrtSession session = OnnxGraph.environment().createSession(graph.toString(), options)) {
      return new GraphSignature(
          session.getInputInfo().values().stream().map(GraphSignature::port).toList(),
          session.getOutputInfo().values().stream().map(GraphSignature::port).toList());
    } catch (OrtException e) {
      throw new BrokenModel(graph + ": not a graph that can be run: " + e.getMessage(), e);
    }
  }

  /// The length of the vector that a picture graph gives, by running it on a black picture.
  ///
  /// @param size of the picture, in pixels
  /// @throws BrokenModel naming the file when it cannot be run
  public static int vectorLength(Path graph, Port input, String output, int size) {
    long[] shape = {1, 3, size, size};
    int numbers = 3 * size * size;
    try (SessionOptions options = options();
        OrtSession session = OnnxGraph.environment().createSession(graph.toString(), options);
        OnnxTensor black = black(input.numbers(), numbers, shape);
        OrtSession.Result result = session.run(Map.of(input.name(), black), Set.of(output))) {
      return result.get(0).getInfo() instanceof TensorInfo info
          ? Math.toIntExact(info.getNumElements())
          : 0;
    } catch (OrtException e) {
      throw new BrokenModel(graph + ": not a graph that can be run: " + e.getMessage(), e);
    }
  }

  private static OnnxTensor black(Numbers numbers, int count, long[] shape) throws OrtException {
    return numbers == Numbers.FLOAT16
        ? OnnxTensor.createTensor(
            OnnxGraph.environment(),
            ByteBuffer.allocateDirect(count * Short.BYTES).order(ByteOrder.nativeOrder()),
            shape,
            OnnxJavaType.FLOAT16)
        : OnnxTensor.createTensor(OnnxGraph.environment(), FloatBuffer.allocate(count), shape);
  }

  /// Nothing is optimised: only names, types and one vector are asked for.
  private static SessionOptions options() throws OrtException {
    SessionOptions options = new SessionOptions();
    options.setOptimizationLevel(OptLevel.NO_OPT);
    options.setIntraOpNumThreads(1);
    options.setInterOpNumThreads(1);
    return options;
  }

  private static Port port(NodeInfo node) {
    if (!(node.getInfo() instanceof TensorInfo info)) {
      return new Port(node.getName(), Numbers.OTHER, List.of());
    }
    Numbers numbers =
        switch (info.type) {
          case FLOAT -> Numbers.FLOAT32;
          case FLOAT16 -> Numbers.FLOAT16;
          case INT32 -> Numbers.INT32;
          case INT64 -> Numbers.INT64;
          default -> Numbers.OTHER;
        };
    return new Port(node.getName(), numbers, Arrays.stream(info.getShape()).boxed().toList());
  }
}
