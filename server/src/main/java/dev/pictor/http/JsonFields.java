package dev.pictor.http;

import dev.pictor.error.InvalidRequest;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/// Reads a JSON object field by field and refuses, by name, the fields nobody asked for. Every
/// failure names the field's path, its value and what was expected. An explicit null counts as
/// absent.
public final class JsonFields {

  private static final int SHOWN_LENGTH = 60;

  private final JsonNode object;
  private final String place;
  private final Set<String> asked = new LinkedHashSet<>();

  private JsonFields(JsonNode object, String place) {
    this.object = object;
    this.place = place;
  }

  /// @param place path of the object for messages, such as `query[2].`; `""` for the body
  /// @throws InvalidRequest when it is no object
  public static JsonFields of(JsonNode node, String place) {
    if (!node.isObject()) {
      String name = place.isEmpty() ? "body" : place.replaceAll("\\.$", "");
      throw new InvalidRequest(name + ": " + shown(node) + " (expected: an object)");
    }
    return new JsonFields(node, place);
  }

  public Optional<JsonNode> node(String field) {
    asked.add(field);
    JsonNode value = object.get(field);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  public String text(String field) {
    return optionalText(field).orElseThrow(() -> missing(field, "a string"));
  }

  public Optional<String> optionalText(String field) {
    return node(field)
        .map(
            value -> {
              if (!value.isString()) {
                throw wrong(field, value, "a string");
              }
              return value.stringValue();
            });
  }

  public OptionalInt optionalInt(String field) {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      return OptionalInt.empty();
    }
    if (!value.get().isIntegralNumber() || !value.get().canConvertToInt()) {
      throw wrong(field, value.get(), "a whole number");
    }
    return OptionalInt.of(value.get().intValue());
  }

  public OptionalDouble optionalNumber(String field) {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      return OptionalDouble.empty();
    }
    if (!value.get().isNumber() || !Double.isFinite(value.get().doubleValue())) {
      throw wrong(field, value.get(), "a number");
    }
    return OptionalDouble.of(value.get().doubleValue());
  }

  public boolean flag(String field, boolean absent) {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      return absent;
    }
    if (!value.get().isBoolean()) {
      throw wrong(field, value.get(), "true or false");
    }
    return value.get().booleanValue();
  }

  public Optional<JsonFields> optionalObject(String field) {
    return node(field).map(value -> of(value, place + field + "."));
  }

  /// The elements of a list; empty when absent.
  public List<JsonNode> list(String field) {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!value.get().isArray()) {
      throw wrong(field, value.get(), "a list");
    }
    return List.copyOf(value.get().values());
  }

  /// A list of strings; empty when absent.
  public List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : list(field)) {
      if (!each.isString()) {
        throw wrong(field + "[" + texts.size() + "]", each, "a string");
      }
      texts.add(each.stringValue());
    }
    return texts;
  }

  /// A list of numbers as float32.
  ///
  /// @throws InvalidRequest when one of them is no number or exceeds float32
  public float[] numbers(String field) {
    List<JsonNode> list = list(field);
    float[] numbers = new float[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      JsonNode each = list.get(i);
      if (!each.isNumber() || !Float.isFinite((float) each.doubleValue())) {
        throw wrong(field + "[" + i + "]", each, "a number in the range of float32");
      }
      numbers[i] = (float) each.doubleValue();
    }
    return numbers;
  }

  /// An object as the plain map that the parsers of core read; empty when absent.
  public Map<String, Object> map(String field) {
    Optional<JsonNode> value = node(field);
    if (value.isEmpty()) {
      return Map.of();
    }
    if (!value.get().isObject()) {
      throw wrong(field, value.get(), "an object");
    }
    return Json.plainMap(value.get());
  }

  public boolean has(String field) {
    return node(field).isPresent();
  }

  /// To be called after the last field was asked for.
  ///
  /// @throws InvalidRequest naming the first field that nobody asked for
  public void refuseOthers() {
    for (String name : object.propertyNames()) {
      if (!asked.contains(name)) {
        throw new InvalidRequest(
            "%s%s: unknown field (expected: one of %s)".formatted(place, name, asked));
      }
    }
  }

  public InvalidRequest missing(String field, String expected) {
    return new InvalidRequest("%s%s: missing (expected: %s)".formatted(place, field, expected));
  }

  public InvalidRequest wrong(String field, JsonNode value, String expected) {
    return new InvalidRequest(
        "%s%s: %s (expected: %s)".formatted(place, field, shown(value), expected));
  }

  private static String shown(JsonNode value) {
    if (value.isObject()) {
      return "an object";
    }
    if (value.isArray()) {
      return "a list";
    }
    String text = value.toString();
    return text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "…";
  }
}
