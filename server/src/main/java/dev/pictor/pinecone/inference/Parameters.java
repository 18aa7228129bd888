package dev.pictor.pinecone.inference;

import dev.pictor.error.InvalidRequest;
import java.util.List;
import java.util.Map;

/// The parameters of an embedding model. A CLIP model reads queries and passages alike, so the type
/// of an input only has to be right. Stateless.
final class Parameters {

  static final List<String> INPUT_TYPES = List.of("query", "passage");
  static final List<String> TRUNCATIONS = List.of("END", "NONE");

  private Parameters() {}

  /// @throws InvalidRequest naming the parameter
  static void require(Map<String, Object> parameters, int dimension) {
    requireOneOf(parameters, "input_type", INPUT_TYPES);
    requireOneOf(parameters, "truncate", TRUNCATIONS);
    Object asked = parameters.getOrDefault("dimension", dimension);
    if (!(asked instanceof Number number) || number.doubleValue() != dimension) {
      throw new InvalidRequest(
          "parameters.dimension: %s (expected: %d, the model has no other)"
              .formatted(asked, dimension));
    }
  }

  private static void requireOneOf(
      Map<String, Object> parameters, String name, List<String> values) {
    Object value = parameters.get(name);
    if (value != null && !values.contains(value)) {
      throw new InvalidRequest(
          "parameters.%s: %s (expected: one of %s)".formatted(name, value, values));
    }
  }
}
