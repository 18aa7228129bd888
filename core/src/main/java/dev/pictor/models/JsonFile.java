package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A configuration beside a model of others, and a place in it for messages. Unknown fields are
/// left alone: such files say much that does not matter here.
///
/// @param at path of the node inside the file, empty at its root
record JsonFile(Path file, String at, JsonNode node) {

  /// @throws InvalidRequest naming the file when it is no JSON object
  static JsonFile read(Path file) {
    try {
      JsonNode node = JsonMapper.shared().readTree(Files.readAllBytes(file));
      if (node.isObject()) {
        return new JsonFile(file, "", node);
      }
      throw new InvalidRequest(
          file + ": no JSON object (expected: a model's configuration). Copy the file again.");
    } catch (JacksonException e) {
      throw new InvalidRequest(
          "%s: not JSON: %s (expected: a model's configuration). Copy the file again."
              .formatted(file, e.getOriginalMessage()),
          e);
    } catch (IOException e) {
      throw new InvalidRequest(
          "%s: cannot be read: %s. Check its permissions.".formatted(file, e.getMessage()), e);
    }
  }

  boolean has(String field) {
    return node.hasNonNull(field);
  }

  /// The object in a field.
  Optional<JsonFile> object(String field) {
    JsonNode found = node.path(field);
    return found.isObject()
        ? Optional.of(new JsonFile(file, at + field + ".", found))
        : Optional.empty();
  }

  /// What open_clip's configuration says of texts, in either of its forms.
  Optional<JsonNode> openClipText() {
    return Stream.of(node.path("model_cfg").path("text_cfg"), node.path("text_cfg"))
        .filter(JsonNode::isObject)
        .findFirst();
  }

  Optional<String> text(String field) {
    JsonNode found = node.path(field);
    return found.isString() ? Optional.of(found.stringValue()) : Optional.empty();
  }

  /// Absent when the field is; a value of another kind is an error.
  Optional<Boolean> flag(String field) {
    JsonNode found = node.path(field);
    if (found.isMissingNode() || found.isNull()) {
      return Optional.empty();
    }
    if (!found.isBoolean()) {
      throw wrong(field, "true or false");
    }
    return Optional.of(found.booleanValue());
  }

  Optional<Double> number(String field) {
    JsonNode found = node.path(field);
    if (found.isMissingNode() || found.isNull()) {
      return Optional.empty();
    }
    if (!found.isNumber()) {
      throw wrong(field, "a number");
    }
    return Optional.of(found.doubleValue());
  }

  Optional<Integer> integer(String field) {
    JsonNode found = node.path(field);
    if (found.isMissingNode() || found.isNull()) {
      return Optional.empty();
    }
    if (!found.isIntegralNumber() || !found.canConvertToInt()) {
      throw wrong(field, "a whole number");
    }
    return Optional.of(found.intValue());
  }

  /// Three numbers, one for each channel.
  Optional<List<Double>> channels(String field) {
    JsonNode found = node.path(field);
    if (found.isMissingNode() || found.isNull()) {
      return Optional.empty();
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode each : found) {
      if (each.isNumber()) {
        numbers.add(each.doubleValue());
      }
    }
    if (numbers.size() != 3 || found.size() != 3) {
      throw wrong(field, "three numbers, for red, green and blue");
    }
    return Optional.of(numbers);
  }

  InvalidRequest wrong(String field, String expected) {
    return new InvalidRequest(
        "%s: %s%s: %s (expected: %s)".formatted(file, at, field, shown(field), expected));
  }

  private String shown(String field) {
    JsonNode found = node.path(field);
    return found.isMissingNode() ? "missing" : found.toString();
  }
}
