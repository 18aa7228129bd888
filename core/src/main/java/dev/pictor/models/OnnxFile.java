package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// An ONNX graph as a file: which operators and side files it uses, and the part of it that one
/// output needs. Belongs to the thread that opened it; the file is mapped until closed.
///
/// How it works: [onnx.proto](https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) is read as
/// slices of the file. A part keeps the slices of the nodes from which the output can be reached
/// backwards, of the tensors and inputs that these name, and of everything that belongs to no node;
/// tensors stay byte for byte what they were, in the file or beside it.
final class OnnxFile implements AutoCloseable {

  /// Most bytes of a protobuf message.
  private static final long MOST_BYTES = Integer.MAX_VALUE;

  private static final int MODEL_GRAPH = 7;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_VALUE = 13;
  private static final int GRAPH_QUANTIZATION = 14;
  private static final int GRAPH_SPARSE_INITIALIZER = 15;
  private static final int TENSOR_NAME = 8;

  /// From the description of an input down to its first side.
  private static final int[] TYPE_TENSOR_SHAPE = {2, 1, 2};

  private static final int SIDE = 1;

  private final Path file;
  private final Arena arena = Arena.ofConfined();
  private final ByteBuffer bytes;
  private final List<WireField> model;
  private final WireField graph;
  private final List<WireField> fields; // of the graph
  private final OnnxNodes nodes;

  private OnnxFile(Path file) throws IOException {
    this.file = file;
    try (FileChannel channel = FileChannel.open(file)) {
      long size = channel.size();
      if (size > MOST_BYTES) {
        throw new InvalidRequest(
            ("%s: %d bytes (expected: at most %d, what an ONNX file may have). Export it with its"
                    + " weights in a side file.")
                .formatted(file, size, MOST_BYTES));
      }
      this.bytes = channel.map(MapMode.READ_ONLY, 0, size, arena).asByteBuffer();
      this.model = WireField.read(bytes, 0, (int) size);
      this.graph = only(model, MODEL_GRAPH);
      this.fields = WireField.read(bytes, graph);
      this.nodes = OnnxNodes.read(bytes, fields);
    }
  }

  /// @throws InvalidRequest naming the file when it cannot be read or is no graph
  static OnnxFile open(Path file) {
    try {
      return new OnnxFile(file);
    } catch (IOException e) {
      throw new InvalidRequest(
          "%s: not an ONNX graph: %s (expected: a whole .onnx file). Copy or download it again."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /// Whether values are quantised while the graph runs, so that what else is in a run changes a
  /// vector.
  boolean quantisesWhileRunning() {
    return nodes.operators().stream().anyMatch(name -> name.startsWith("DynamicQuantize"));
  }

  /// Where weights lie that are not in the file itself, relative to its folder, as the file has it.
  Set<String> sideFiles() {
    return nodes.sideFiles();
  }

  /// Writes the part of the graph that `output` needs.
  ///
  /// @throws IOException when the target cannot be written
  void writePart(String output, Path target) throws IOException {
    Set<String> needed = nodes.needed(output);
    List<ByteBuffer> kept = new ArrayList<>();
    int node = 0;
    for (WireField field : fields) {
      boolean keep =
          field.is(OnnxNodes.GRAPH_NODE)
              ? nodes.isUsed(node++, needed)
              : keep(field, output, needed);
      if (keep) {
        kept.add(slice(field));
      }
    }
    write(kept, target);
  }

  /// Bytes of numbers that [#writeWithWeightsBeside] would move.
  long movableBytes() throws IOException {
    return SideFile.movable(
        bytes, fields.stream().filter(field -> field.is(OnnxNodes.GRAPH_INITIALIZER)).toList());
  }

  /// Writes the graph with the numbers of its large tensors in a file beside it.
  ///
  /// @throws IOException when a target cannot be written
  void writeWithWeightsBeside(Path target, Path side) throws IOException {
    List<ByteBuffer> parts = new ArrayList<>();
    try (SideFile weights = new SideFile(side, side.getFileName().toString())) {
      for (WireField field : fields) {
        ByteBuffer same = slice(field);
        parts.add(
            field.is(OnnxNodes.GRAPH_INITIALIZER)
                ? weights
                    .take(bytes, field)
                    .map(
                        moved ->
                            ByteBuffer.wrap(WireField.nested(OnnxNodes.GRAPH_INITIALIZER, moved)))
                    .orElse(same)
                : same);
      }
    }
    write(parts, target);
  }

  /// Writes the graph with inputs whose first side is 1: it takes one picture a run.
  ///
  /// @throws IOException when the target cannot be written
  void writeForOne(Path target) throws IOException {
    List<ByteBuffer> parts = new ArrayList<>();
    for (WireField field : fields) {
      parts.add(
          field.is(GRAPH_INPUT)
              ? ByteBuffer.wrap(WireField.nested(GRAPH_INPUT, withBatchOfOne(field, 0)))
              : slice(field));
    }
    write(parts, target);
  }

  private byte[] withBatchOfOne(WireField message, int depth) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean done = false;
    for (WireField part : WireField.read(bytes, message)) {
      boolean inShape = depth == TYPE_TENSOR_SHAPE.length;
      if (inShape && part.is(SIDE) && !done) {
        out.writeBytes(WireField.nested(SIDE, new byte[] {SIDE << 3, 1}));
        done = true;
      } else if (!inShape && part.is(TYPE_TENSOR_SHAPE[depth])) {
        out.writeBytes(WireField.nested(part.number(), withBatchOfOne(part, depth + 1)));
      } else {
        byte[] same = new byte[part.length()];
        bytes.get(part.start(), same);
        out.writeBytes(same);
      }
    }
    return out.toByteArray();
  }

  /// The model with another graph.
  private void write(List<ByteBuffer> parts, Path target) throws IOException {
    long length = parts.stream().mapToLong(ByteBuffer::remaining).sum();
    try (OutputStream out = Files.newOutputStream(target);
        WritableByteChannel channel = Channels.newChannel(out)) {
      for (WireField field : model) {
        if (field.equals(graph)) {
          out.write(WireField.varint((MODEL_GRAPH << 3) | WireField.LENGTH_DELIMITED));
          out.write(WireField.varint(length));
          for (ByteBuffer part : parts) {
            channel.write(part);
          }
        } else {
          channel.write(slice(field));
        }
      }
    }
  }

  @Override
  public void close() {
    arena.close();
  }

  private ByteBuffer slice(WireField field) {
    return bytes.slice(field.start(), field.length());
  }

  private boolean keep(WireField field, String output, Set<String> needed) throws IOException {
    return switch (field.number()) {
      case OnnxNodes.GRAPH_INITIALIZER -> needed.contains(text(field, TENSOR_NAME));
      case GRAPH_SPARSE_INITIALIZER ->
          needed.contains(text(only(WireField.read(bytes, field), 1), TENSOR_NAME));
      case GRAPH_INPUT, GRAPH_VALUE, GRAPH_QUANTIZATION -> needed.contains(text(field, 1));
      case OnnxNodes.GRAPH_OUTPUT -> text(field, 1).equals(output);
      default -> true;
    };
  }

  private String text(WireField message, int number) throws IOException {
    return WireField.text(bytes, message, number);
  }

  private static WireField only(List<WireField> parts, int number) throws IOException {
    List<WireField> found = parts.stream().filter(part -> part.is(number)).toList();
    if (found.size() != 1) {
      throw new IOException("%d parts with number %d".formatted(found.size(), number));
    }
    return found.getFirst();
  }

  @Override
  public String toString() {
    return file.toString();
  }
}
