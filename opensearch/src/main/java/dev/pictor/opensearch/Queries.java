package dev.pictor.opensearch;

import java.util.List;
import java.util.Map;

/// The parts of OpenSearch's query language that are used here, as JSON in maps. Stateless.
final class Queries {

  private Queries() {}

  static Map<String, Object> all() {
    return Map.of("match_all", Map.of());
  }

  static Map<String, Object> none() {
    return Map.of("match_none", Map.of());
  }

  static Map<String, Object> term(String field, String value) {
    return Map.of("term", Map.of(field, Map.of("value", value)));
  }

  static Map<String, Object> terms(String field, List<String> values) {
    return Map.of("terms", Map.of(field, values));
  }

  static Map<String, Object> and(List<Map<String, Object>> clauses) {
    return Map.of("bool", Map.of("filter", clauses));
  }

  static Map<String, Object> or(List<Map<String, Object>> clauses) {
    return Map.of("bool", Map.of("should", clauses, "minimum_should_match", 1));
  }

  static Map<String, Object> not(Map<String, Object> clause) {
    return Map.of("bool", Map.of("must_not", List.of(clause)));
  }
}
