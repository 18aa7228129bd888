package dev.pictor.models;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The nodes of an ONNX graph: which values each reads and gives, of which operators they are, and
/// in which files beside the graph the tensors lie. Not thread-safe.
final class OnnxNodes {

  static final int GRAPH_NODE = 1;
  static final int GRAPH_INITIALIZER = 5;
  static final int GRAPH_OUTPUT = 12;
  private static final int NODE_INPUT = 1;
  private static final int NODE_OUTPUT = 2;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int TENSOR_EXTERNAL = 13;
  private static final int TENSOR_LOCATION = 14;

  private final ByteBuffer bytes;
  private final List<Node> nodes = new ArrayList<>();
  private final Set<String> operators = new TreeSet<>();
  private final Set<String> sideFiles = new TreeSet<>();

  /// @param reads names of values, those that its inner graphs take from outside included
  private record Node(Set<String> reads, Set<String> gives) {}

  private OnnxNodes(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /// @param fields of the graph
  static OnnxNodes read(ByteBuffer bytes, List<WireField> fields) throws IOException {
    OnnxNodes read = new OnnxNodes(bytes);
    for (WireField field : fields) {
      switch (field.number()) {
        case GRAPH_NODE -> read.nodes.add(read.node(field));
        case GRAPH_INITIALIZER -> read.readTensor(field);
        default -> {}
      }
    }
    return read;
  }

  Set<String> operators() {
    return Set.copyOf(operators);
  }

  /// As the graph names them.
  Set<String> sideFiles() {
    return Set.copyOf(sideFiles);
  }

  /// Whether a node gives one of the values.
  ///
  /// @param node by its place among the nodes
  boolean isUsed(int node, Set<String> values) {
    return nodes.get(node).gives.stream().anyMatch(values::contains);
  }

  /// Names of all values from which `output` is computed, and its own.
  Set<String> needed(String output) {
    Map<String, Node> makers = new HashMap<>();
    nodes.forEach(node -> node.gives.forEach(name -> makers.put(name, node)));
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(output));
    while (!open.isEmpty()) {
      String name = open.pop();
      Node maker = needed.add(name) ? makers.get(name) : null;
      if (maker != null) {
        maker.reads.forEach(open::push);
      }
    }
    return needed;
  }

  private Node node(WireField field) throws IOException {
    Set<String> reads = new HashSet<>();
    Set<String> gives = new HashSet<>();
    for (WireField part : WireField.read(bytes, field)) {
      switch (part.number()) {
        case NODE_INPUT -> reads.add(part.text(bytes));
        case NODE_OUTPUT -> gives.add(part.text(bytes));
        case NODE_OPERATOR -> operators.add(part.text(bytes));
        case NODE_ATTRIBUTE -> readAttribute(part, reads);
        default -> {}
      }
    }
    reads.remove(""); // an optional input that is left out
    gives.remove("");
    return new Node(reads, gives);
  }

  private void readAttribute(WireField attribute, Set<String> reads) throws IOException {
    for (WireField part : WireField.read(bytes, attribute)) {
      switch (part.number()) {
        case ATTRIBUTE_TENSOR, ATTRIBUTE_TENSORS -> readTensor(part);
        case ATTRIBUTE_GRAPH, ATTRIBUTE_GRAPHS -> readInner(part, reads);
        default -> {}
      }
    }
  }

  /// A graph inside a node may read any value of the graph around it. Its own values are counted,
  /// too: names are unique across both, so that they are nobody else's.
  private void readInner(WireField inner, Set<String> reads) throws IOException {
    for (WireField part : WireField.read(bytes, inner)) {
      switch (part.number()) {
        case GRAPH_NODE -> reads.addAll(node(part).reads);
        case GRAPH_OUTPUT -> reads.add(WireField.text(bytes, part, 1));
        case GRAPH_INITIALIZER -> readTensor(part);
        default -> {}
      }
    }
  }

  private void readTensor(WireField tensor) throws IOException {
    List<WireField> parts = WireField.read(bytes, tensor);
    for (WireField part : parts) {
      if (part.is(TENSOR_LOCATION) && part.varint(bytes) == 1) {
        readLocation(parts);
      }
    }
  }

  private void readLocation(List<WireField> tensor) throws IOException {
    for (WireField part : tensor) {
      if (part.is(TENSOR_EXTERNAL) && WireField.text(bytes, part, 1).equals("location")) {
        sideFiles.add(WireField.text(bytes, part, 2));
      }
    }
  }
}
