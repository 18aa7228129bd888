package dev.pictor.pinecone.data;

import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.proto.SparseValues;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Vectors in the JSON of records and documents. Stateless.
public final class JsonVectors {

  private JsonVectors() {}

  /// @param place for messages
  /// @throws InvalidRequest when one of them is no number
  public static List<Float> floats(List<JsonNode> nodes, String place) {
    List<Float> floats = new ArrayList<>();
    for (JsonNode each : nodes) {
      floats.add(number(each, place).floatValue());
    }
    return floats;
  }

  /// @param place for messages
  /// @throws InvalidRequest when one of them is no number
  public static SparseValues sparse(List<JsonNode> indices, List<JsonNode> values, String place) {
    SparseValues.Builder sparse = SparseValues.newBuilder();
    for (JsonNode each : indices) {
      sparse.addIndices((int) number(each, place).longValue());
    }
    return sparse.addAllValues(floats(values, place)).build();
  }

  private static Number number(JsonNode node, String place) {
    if (!node.isNumber()) {
      throw new InvalidRequest("%s: %s (expected: numbers)".formatted(place, node));
    }
    return node.numberValue();
  }
}
