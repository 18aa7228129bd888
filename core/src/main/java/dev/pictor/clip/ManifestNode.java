package dev.pictor.clip;

import dev.pictor.error.BrokenModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// An object of a manifest. Each read checks the kind of a field and names file and field when it
/// is wrong.
///
/// @param place of the file
/// @param path of this object inside the file, empty for the root
record ManifestNode(String place, String path, JsonNode json) {

  ManifestNode {
    if (!json.isObject()) {
      throw new BrokenModel(place + ": " + (path.isEmpty() ? "root" : path) + ": not an object");
    }
  }

  /// Refuses fields that are not `known`.
  void only(Set<String> known) {
    for (String field : json.propertyNames()) {
      if (!known.contains(field)) {
        throw new BrokenModel(place + ": " + name(field) + ": unknown field");
      }
    }
  }

  String text(String field) {
    return text(field, value -> !value.isBlank(), "a text");
  }

  String text(String field, Predicate<String> accepted, String expected) {
    JsonNode value = value(field, expected);
    if (!value.isString() || !accepted.test(value.stringValue())) {
      throw wrong(field, value, expected);
    }
    return value.stringValue();
  }

  String oneOf(String field, String... accepted) {
    List<String> values = List.of(accepted);
    return text(field, values::contains, String.join(" or ", values));
  }

  int integer(String field, int least, int most) {
    String expected = "a whole number from " + least + " to " + most;
    JsonNode value = value(field, expected);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw wrong(field, value, expected);
    }
    int number = value.intValue();
    if (number < least || number > most) {
      throw wrong(field, number, expected);
    }
    return number;
  }

  double number(String field) {
    return number(value(field, "a number"), field);
  }

  /// Whether a field that may be left out is there.
  boolean has(String field) {
    return json.has(field);
  }

  /// A field that may be left out, for `false`.
  boolean flag(String field) {
    JsonNode value = json.get(field);
    if (value == null) {
      return false;
    }
    if (!value.isBoolean()) {
      throw wrong(field, value, "true or false");
    }
    return value.booleanValue();
  }

  List<Double> numbers(String field, int count) {
    String expected = count + " numbers";
    JsonNode values = value(field, expected);
    if (!values.isArray()) {
      throw wrong(field, values, expected);
    }
    if (values.size() != count) {
      throw wrong(field, values.size() + " numbers", expected);
    }
    List<Double> numbers = new ArrayList<>();
    for (JsonNode value : values) {
      numbers.add(number(value, field));
    }
    return List.copyOf(numbers);
  }

  List<String> texts(String field) {
    JsonNode values = value(field, "a list of texts");
    List<String> texts = new ArrayList<>();
    for (JsonNode value : values) {
      if (!value.isString()) {
        throw wrong(field, value, "a text");
      }
      texts.add(value.stringValue());
    }
    if (!values.isArray() || texts.isEmpty()) {
      throw wrong(field, values, "a list of texts");
    }
    return List.copyOf(texts);
  }

  Map<String, String> textMap(String field) {
    Map<String, String> texts = new TreeMap<>();
    ManifestNode object = object(field);
    for (String key : object.json.propertyNames()) {
      texts.put(key, object.text(key));
    }
    return texts;
  }

  Map<String, String> digests(String field) {
    ManifestNode object = object(field);
    Map<String, String> digests = new TreeMap<>();
    for (String file : object.json.propertyNames()) {
      digests.put(
          file,
          object.text(file, digest -> digest.matches("[0-9a-f]{64}"), "64 lower-case hex digits"));
    }
    return digests;
  }

  /// A field that may be left out.
  Optional<ManifestNode> optionalObject(String field) {
    return has(field) ? Optional.of(object(field)) : Optional.empty();
  }

  ManifestNode object(String field) {
    return new ManifestNode(place, name(field), value(field, "an object"));
  }

  List<ManifestNode> array(String field) {
    JsonNode values = value(field, "a list of objects");
    if (!values.isArray() || values.isEmpty()) {
      throw wrong(field, values, "a list of objects");
    }
    List<ManifestNode> objects = new ArrayList<>();
    for (JsonNode value : values) {
      objects.add(new ManifestNode(place, name(field) + "[" + objects.size() + "]", value));
    }
    return objects;
  }

  String name(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  BrokenModel wrong(String field, Object value, String expected) {
    return new BrokenModel(
        "%s: %s: %s (expected: %s)".formatted(place, name(field), value, expected));
  }

  private JsonNode value(String field, String expected) {
    JsonNode value = json.get(field);
    if (value == null) {
      throw wrong(field, "missing", expected);
    }
    return value;
  }

  private double number(JsonNode value, String field) {
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      throw wrong(field, value, "a number");
    }
    return value.doubleValue();
  }
}
