package dev.pictor.pinecone.index;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads a JSON object as Pinecone's control plane does: unknown fields are ignored, null counts as
/// absent, whole numbers may come as doubles, and what is missing or of another type is status 422.
/// Immutable.
public final class JsonBody {

  private static final String PREFIX = "Failed to deserialize the JSON body into the target type: ";

  private static final byte[] EMPTY = {'{', '}'};

  private final JsonNode object;
  private final String place;

  private JsonBody(JsonNode object, String place) {
    this.object = object;
    this.place = place;
  }

  /// The body of a request; none is an empty object.
  ///
  /// @throws HttpFailure 422 when it is no object
  /// @throws dev.pictor.error.InvalidRequest when it is not JSON
  public static JsonBody of(Call call) throws IOException {
    return of(call.body().length == 0 ? Json.read(EMPTY) : call.json());
  }

  /// @throws HttpFailure 422 when it is no object
  public static JsonBody of(JsonNode node) {
    return of(node, "");
  }

  private static JsonBody of(JsonNode node, String place) {
    if (!node.isObject()) {
      throw unprocessable(
          "%sinvalid type: %s, expected an object"
              .formatted(place.isEmpty() ? "" : place + ": ", shown(node)));
    }
    return new JsonBody(node, place);
  }

  private Optional<JsonNode> node(String field) {
    JsonNode value = object.get(field);
    return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
  }

  public boolean has(String field) {
    return node(field).isPresent();
  }

  /// Names of the fields that are not null.
  public List<String> names() {
    return object.propertyNames().stream().filter(this::has).toList();
  }

  public String text(String field) {
    return optionalText(field).orElseThrow(() -> missing(field));
  }

  public Optional<String> optionalText(String field) {
    return node(field)
        .map(
            value -> {
              if (!value.isString()) {
                throw wrongType(field, value, "a string");
              }
              return value.stringValue();
            });
  }

  /// A whole number from 0 on.
  public Optional<Integer> count(String field) {
    return node(field)
        .map(
            value -> {
              double number = value.isNumber() ? value.doubleValue() : -1;
              if (number != Math.rint(number) || number < 0 || number > Integer.MAX_VALUE) {
                throw wrongType(field, value, "a whole number, 0 or more");
              }
              return (int) number;
            });
  }

  public Optional<Double> number(String field) {
    return node(field)
        .map(
            value -> {
              if (!value.isNumber()) {
                throw wrongType(field, value, "a number");
              }
              return value.doubleValue();
            });
  }

  public Optional<Boolean> flag(String field) {
    return node(field)
        .map(
            value -> {
              if (!value.isBoolean()) {
                throw wrongType(field, value, "a boolean");
              }
              return value.booleanValue();
            });
  }

  public JsonBody object(String field) {
    return optionalObject(field).orElseThrow(() -> missing(field));
  }

  public Optional<JsonBody> optionalObject(String field) {
    return node(field).map(value -> of(value, path(field)));
  }

  /// All of it as the plain map that the parsers of core read.
  public Map<String, Object> plain() {
    return Json.plainMap(object);
  }

  /// An object as the plain map that the parsers of core read; empty when absent.
  public Map<String, Object> plain(String field) {
    return optionalObject(field).map(JsonBody::plain).orElse(Map.of());
  }

  /// A list of objects; empty when absent.
  public List<JsonBody> objects(String field) {
    List<JsonBody> objects = new ArrayList<>();
    for (JsonNode each : elements(field)) {
      objects.add(of(each, path(field) + "[" + objects.size() + "]"));
    }
    return objects;
  }

  /// The elements of a list; empty when absent.
  public List<JsonNode> elements(String field) {
    Optional<JsonNode> value = node(field);
    if (value.isPresent() && !value.get().isArray()) {
      throw wrongType(field, value.get(), "a sequence");
    }
    return value.map(list -> List.copyOf(list.values())).orElse(List.of());
  }

  /// A list of strings; empty when absent.
  public List<String> texts(String field) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : elements(field)) {
      if (!each.isString()) {
        throw wrongType(field, each, "a string");
      }
      texts.add(each.stringValue());
    }
    return texts;
  }

  /// An object whose values are strings; empty when absent.
  public Map<String, String> textMap(String field) {
    Map<String, String> map = new LinkedHashMap<>();
    optionalObject(field)
        .ifPresent(tags -> tags.names().forEach(name -> map.put(name, tags.text(name))));
    return map;
  }

  /// Status 422 for a field that has to be there.
  public HttpFailure missing(String field) {
    return unprocessable(
        "%smissing field `%s` at line 1 column %d"
            .formatted(place.isEmpty() ? "" : place + ": ", field, object.toString().length()));
  }

  /// Status 422 for a value of the right type that is none of those expected.
  public HttpFailure wrong(String field, String value, String expected) {
    return unprocessable(
        "%s: unknown variant `%s`, expected %s".formatted(path(field), value, expected));
  }

  private HttpFailure wrongType(String field, JsonNode value, String expected) {
    return unprocessable(
        "%s: invalid type: %s, expected %s".formatted(path(field), shown(value), expected));
  }

  private String path(String field) {
    return place.isEmpty() ? field : place + "." + field;
  }

  private static HttpFailure unprocessable(String reason) {
    return new HttpFailure(422, Diagnosis.of(ErrorCode.INVALID_REQUEST), PREFIX + reason);
  }

  private static String shown(JsonNode value) {
    if (value.isObject()) {
      return "map";
    }
    if (value.isArray()) {
      return "sequence";
    }
    String text = value.toString();
    return text.length() <= 60 ? text : text.substring(0, 60) + "…";
  }
}
