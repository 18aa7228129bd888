package dev.pictor.pinecone.inference;

import dev.pictor.clip.ModelListing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Writes what models are. Stateless.
final class ModelViews {

  private static final List<String> METRICS = List.of("cosine", "dotproduct", "euclidean");

  private ModelViews() {}

  static Map<String, Object> embedding(String name, ModelListing model) {
    Map<String, Object> view = common(name, model, "embed");
    view.put("vector_type", "dense");
    view.put("default_dimension", model.dimension());
    view.put("modality", "text, image");
    view.put("max_sequence_length", model.mostTokens());
    view.put("max_batch_size", InferenceRoutes.MOST_INPUTS);
    view.put("supported_dimensions", List.of(model.dimension()));
    view.put("supported_metrics", METRICS);
    view.put(
        "supported_parameters",
        List.of(
            oneOf("input_type", Parameters.INPUT_TYPES, "passage"),
            oneOf("truncate", Parameters.TRUNCATIONS, "END")));
    return view;
  }

  static Map<String, Object> reranking(String name, ModelListing model) {
    Map<String, Object> view = common(name, model, "rerank");
    view.put("modality", "text, image");
    view.put("max_sequence_length", model.mostTokens());
    view.put("max_batch_size", InferenceRoutes.MOST_DOCUMENTS);
    view.put("supported_parameters", new ArrayList<>());
    return view;
  }

  private static Map<String, Object> common(String name, ModelListing model, String type) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("model", name);
    view.put(
        "short_description",
        "%s: texts (%s) and pictures in one space, run by this server"
            .formatted(model.name(), String.join(", ", model.languages())));
    view.put("type", type);
    view.put("provider_name", "Pictor");
    return view;
  }

  private static Map<String, Object> oneOf(String parameter, List<String> values, String usual) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("parameter", parameter);
    view.put("type", "one_of");
    view.put("value_type", "string");
    view.put("required", false);
    view.put("allowed_values", values);
    view.put("default", usual);
    return view;
  }
}
