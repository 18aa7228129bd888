package dev.pictor.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pictor.error.InvalidRequest;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The JSON of all wires: UTF-8, absent values left out, pictures as base64 of any length.
public final class Json {

  private static final int MAX_DEPTH = 64;

  // A body has a limit of its own, so a string inside it needs none.
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(MAX_DEPTH)
                  .build())
          .build();

  private static final JsonMapper LENIENT =
      JsonMapper.builder(FACTORY)
          .changeDefaultPropertyInclusion(
              inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_ABSENT))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final JsonMapper STRICT =
      LENIENT.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  /// Of fields named twice the last counts.
  ///
  /// @throws InvalidRequest naming the place
  public static JsonNode read(byte[] bytes) {
    return read(LENIENT, bytes);
  }

  /// A field named twice is refused.
  ///
  /// @throws InvalidRequest naming the place
  public static JsonNode readStrictly(byte[] bytes) {
    return read(STRICT, bytes);
  }

  /// As [#read]; texts of many kilobytes are nodes that hold a [TextSlice].
  ///
  /// @param bytes not to be changed as long as the tree is in use
  /// @throws InvalidRequest naming the place
  public static JsonNode readSlicing(byte[] bytes) {
    return read(bytes, () -> new SlicingReader(bytes, LENIENT).read());
  }

  private static JsonNode read(JsonMapper mapper, byte[] bytes) {
    return read(bytes, () -> mapper.readTree(bytes));
  }

  private static JsonNode read(byte[] bytes, Supplier<JsonNode> reader) {
    if (bytes.length == 0) {
      throw new InvalidRequest("body: empty (expected: JSON)");
    }
    try {
      return reader.get();
    } catch (JacksonException e) {
      throw new InvalidRequest(
          "body: not JSON, " + e.getOriginalMessage() + place(e) + " (expected: JSON)", e);
    }
  }

  private static String place(JacksonException e) {
    TokenStreamLocation location = e.getLocation();
    return location == null
        ? ""
        : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }

  /// Records, maps, lists, numbers, strings, [java.util.Optional]; absent record components and map
  /// values are left out.
  public static byte[] write(Object value) {
    return LENIENT.writeValueAsBytes(value);
  }

  /// A JSON object as the plain map that the parsers of core read: String, Integer, Long, Double,
  /// Boolean, List, Map or null.
  @SuppressWarnings("unchecked")
  public static Map<String, Object> plainMap(JsonNode object) {
    return LENIENT.treeToValue(object, Map.class);
  }
}
