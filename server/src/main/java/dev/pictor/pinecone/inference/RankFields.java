package dev.pictor.pinecone.inference;

import dev.pictor.error.InvalidRequest;
import dev.pictor.pinecone.index.JsonBody;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// The field of documents by which they are ranked: `text` when none is named. One called `image`
/// holds pictures.
public record RankFields(String field) {

  /// Reads `rank_fields`.
  ///
  /// @throws InvalidRequest when it names more than one
  public RankFields(JsonBody body) {
    this(only(body.texts("rank_fields")));
  }

  private static String only(List<String> fields) {
    if (fields.size() > 1) {
      throw new InvalidRequest(
          "Only one rank field is supported for model (given: %s)"
              .formatted(String.join(", ", fields)));
    }
    return fields.isEmpty() ? Input.TEXT : fields.getFirst();
  }

  /// @throws InvalidRequest naming the document without the field
  List<Input> inputs(List<JsonNode> documents) {
    List<Input> inputs = new ArrayList<>();
    for (JsonNode each : documents) {
      JsonNode value = each.isString() && field.equals(Input.TEXT) ? each : each.path(field);
      if (!value.isString()) {
        throw new InvalidRequest(
            "field '%s' not found in document %d (expected: a string)"
                .formatted(field, inputs.size()));
      }
      inputs.add(input(value.stringValue()));
    }
    return inputs;
  }

  /// What the field's value is.
  public Input input(String value) {
    return field.equals(Input.IMAGE) ? new Input.Image(value) : new Input.Text(value);
  }
}
