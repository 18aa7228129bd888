package dev.pictor.endpoint;

import dev.pictor.error.BrokenModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Vectors out of answers.
///
/// @param place of the service, for messages
/// @param dimension of the model; 0 to take any
record Vectors(String place, int dimension) {

  /// @param list of lists of numbers
  /// @param count of the vectors that were asked for
  /// @throws BrokenModel when it is anything else, or of another dimension
  List<DenseVector> of(JsonNode list, int count) {
    if (!list.isArray()) {
      throw new BrokenModel(
          "embedder: %s answers without vectors (expected: %d)".formatted(place, count));
    }
    List<JsonNode> each = new ArrayList<>(count);
    list.forEach(each::add);
    return ofAll(each, count);
  }

  /// The same of single lists of numbers.
  List<DenseVector> ofAll(List<JsonNode> lists, int count) {
    if (lists.size() != count) {
      throw new BrokenModel(
          "embedder: %s answers with %d vectors (expected: %d)"
              .formatted(place, lists.size(), count));
    }
    return lists.stream().map(this::one).toList();
  }

  DenseVector one(JsonNode numbers) {
    if (!numbers.isArray()
        || numbers.isEmpty()
        || (dimension != 0 && numbers.size() != dimension)) {
      throw new BrokenModel(
          "embedder: %s answers with a vector of dimension %d (expected: %s). Its model has changed: start Pictor again, or set embedder-model."
              .formatted(place, numbers.size(), dimension == 0 ? "one or more" : dimension));
    }
    float[] values = new float[numbers.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers.get(i).asDouble(Double.NaN);
    }
    try {
      return DenseVector.wrap(values);
    } catch (InvalidRequest e) {
      throw new BrokenModel("embedder: %s answers with %s".formatted(place, e.reason()), e);
    }
  }
}
