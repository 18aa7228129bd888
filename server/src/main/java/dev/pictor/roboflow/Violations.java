package dev.pictor.roboflow;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Json;
import java.util.List;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Collects what a body does wrong in the shape of Pydantic, which the reference answers with 422.
final class Violations {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ArrayNode details = NODES.arrayNode();

  /// The body as a JSON object, whatever its Content-Type says.
  ///
  /// @param reader of [Json]
  /// @throws Fault 422
  static ObjectNode object(byte[] body, Function<byte[], JsonNode> reader) {
    Violations violations = new Violations();
    if (body.length == 0) {
      violations.add("missing", "Field required", NODES.nullNode(), List.of("body"));
      throw violations.fault();
    }
    JsonNode root = parse(body, reader);
    if (root instanceof ObjectNode object) {
      return object;
    }
    violations.notAnObject(root, List.of("body"));
    throw violations.fault();
  }

  private static JsonNode parse(byte[] body, Function<byte[], JsonNode> reader) {
    try {
      return reader.apply(body);
    } catch (InvalidRequest e) {
      Violations violations = new Violations();
      long offset =
          e.getCause() instanceof JacksonException cause && cause.getLocation() != null
              ? Math.max(0, cause.getLocation().getByteOffset())
              : 0;
      violations
          .add("json_invalid", "JSON decode error", NODES.objectNode(), List.of("body", offset))
          .set("ctx", NODES.objectNode().put("error", e.reason()));
      throw violations.fault();
    }
  }

  /// @param loc strings, and numbers for places in lists
  ObjectNode add(String type, String message, JsonNode input, List<Object> loc) {
    ObjectNode detail = details.addObject();
    detail.put("type", type);
    ArrayNode path = detail.putArray("loc");
    for (Object part : loc) {
      if (part instanceof Number number) {
        path.add(number.longValue());
      } else {
        path.add(part.toString());
      }
    }
    detail.put("msg", message);
    detail.set("input", input);
    return detail;
  }

  void missing(JsonNode input, List<Object> loc) {
    add("missing", "Field required", input, loc);
  }

  void notAString(JsonNode input, List<Object> loc) {
    add("string_type", "Input should be a valid string", input, loc);
  }

  void notAList(JsonNode input, List<Object> loc) {
    add("list_type", "Input should be a valid list", input, loc);
  }

  void notAnObject(JsonNode input, List<Object> loc) {
    add(
        "model_attributes_type",
        "Input should be a valid dictionary or object to extract fields from",
        input,
        loc);
  }

  void throwIfAny() {
    if (!details.isEmpty()) {
      throw fault();
    }
  }

  private Fault fault() {
    ObjectNode body = NODES.objectNode();
    body.set("detail", details);
    return Fault.of(422, body);
  }
}
