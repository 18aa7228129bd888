package dev.pictor.pinecone.records;

import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.data.Vectors;
import dev.pictor.pinecone.index.Index;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.proto.SparseValues;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A vector that a search of records brings. Stateless.
final class QueryVector {

  private QueryVector() {}

  /// Reads `values`, `sparse_indices` and `sparse_values`.
  ///
  /// @throws InvalidRequest when the index has no such vectors
  static VectorValues read(Index index, JsonBody vector) {
    SparseValues.Builder sparse = SparseValues.newBuilder();
    for (JsonNode each : vector.elements("sparse_indices")) {
      sparse.addIndices((int) number(each).longValue());
    }
    return Vectors.query(
        index.collection().spec(),
        floats(vector.elements("values")),
        sparse.addAllValues(floats(vector.elements("sparse_values"))).build());
  }

  private static List<Float> floats(List<JsonNode> nodes) {
    List<Float> floats = new ArrayList<>();
    for (JsonNode each : nodes) {
      floats.add(number(each).floatValue());
    }
    return floats;
  }

  private static Number number(JsonNode node) {
    if (!node.isNumber()) {
      throw new InvalidRequest("query.vector: %s (expected: numbers)".formatted(node));
    }
    return node.numberValue();
  }
}
