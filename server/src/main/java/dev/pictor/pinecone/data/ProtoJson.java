package dev.pictor.pinecone.data;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.ListValue;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.pictor.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads the JSON of a message of the data plane, by the rules of proto3: both spellings of a name
/// (`topK`, `top_k`), numbers as strings, null as absent; unknown fields are skipped. Stateless.
///
/// It reads piece by piece, because a request may have a million numbers.
final class ProtoJson {

  private static final int MAX_DEPTH = 200; // a filter nests two levels for each of its own

  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNestingDepth(MAX_DEPTH)
                  .build())
          .build();

  private static final Map<Descriptor, Map<String, FieldDescriptor>> NAMES =
      new ConcurrentHashMap<>();

  private final JsonParser parser;
  private final JsonOrigin origin;

  private ProtoJson(JsonParser parser, JsonOrigin origin) {
    this.parser = parser;
    this.origin = origin;
  }

  /// Puts what an object says into `into`. No bytes are an empty object.
  ///
  /// @throws InvalidRequest naming the place
  static void read(byte[] json, Message.Builder into) {
    if (json.length > 0) {
      Message.Builder _ = read(json, JsonOrigin.REQUEST, reader -> reader.message(into));
    }
  }

  /// The same for a line of a file, where a struct may also be a string with JSON inside.
  ///
  /// @throws InvalidRequest naming the field, never what the line says
  static void readOfFile(byte[] json, Message.Builder into) {
    Message.Builder _ = read(json, JsonOrigin.FILE, reader -> reader.message(into));
  }

  /// Metadata that a file holds as text.
  ///
  /// @throws InvalidRequest without what the text says
  static Struct metadataOfFile(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return read(bytes, JsonOrigin.METADATA_OF_FILE, ProtoJson::struct);
  }

  private static <T> T read(byte[] json, JsonOrigin origin, Function<ProtoJson, T> content) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      ProtoJson reader = new ProtoJson(parser, origin);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw reader.unexpected("an object");
      }
      T read = content.apply(reader);
      if (parser.nextToken() != null) {
        throw reader.unexpected("nothing after the object");
      }
      return read;
    } catch (JacksonException e) {
      throw new InvalidRequest(
          origin == JsonOrigin.REQUEST
              ? "body: not JSON, " + e.getOriginalMessage()
              : origin.called() + ": not JSON (expected: an object)",
          e);
    }
  }

  static Map<String, FieldDescriptor> names(Descriptor descriptor) {
    return NAMES.computeIfAbsent(
        descriptor,
        each -> {
          Map<String, FieldDescriptor> names = new HashMap<>();
          for (FieldDescriptor field : each.getFields()) {
            names.put(field.getName(), field);
            names.put(field.getJsonName(), field);
          }
          return names;
        });
  }

  private Message.Builder message(Message.Builder into) {
    Map<String, FieldDescriptor> names = names(into.getDescriptorForType());
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      FieldDescriptor field = names.get(parser.currentName());
      JsonToken value = parser.nextToken();
      if (field == null) {
        parser.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        into.setField(field, value(field, into));
      }
    }
    return into;
  }

  private Object value(FieldDescriptor field, Message.Builder of) {
    if (field.isMapField()) {
      return entries(field, of);
    }
    if (!field.isRepeated()) {
      return single(field, of);
    }
    require(JsonToken.START_ARRAY, "an array");
    List<Object> elements = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      elements.add(single(field, of));
    }
    return elements;
  }

  private List<Object> entries(FieldDescriptor field, Message.Builder of) {
    require(JsonToken.START_OBJECT, "an object");
    FieldDescriptor key = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor value = field.getMessageType().findFieldByNumber(2);
    List<Object> entries = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      Message.Builder entry = of.newBuilderForField(field);
      entry.setField(key, parser.currentName());
      parser.nextToken();
      entry.setField(value, single(value, entry));
      entries.add(entry.build());
    }
    return entries;
  }

  private Object single(FieldDescriptor field, Message.Builder of) {
    return switch (field.getJavaType()) {
      case STRING -> {
        require(JsonToken.VALUE_STRING, "a string");
        yield parser.getString();
      }
      case BOOLEAN -> flag();
      case FLOAT -> number();
      case INT ->
          (int)
              whole(
                  field.getType() == FieldDescriptor.Type.UINT32 ? 0 : Integer.MIN_VALUE,
                  field.getType() == FieldDescriptor.Type.UINT32
                      ? 0xFFFF_FFFFL
                      : Integer.MAX_VALUE);
      case LONG -> whole(0, Long.MAX_VALUE);
      case MESSAGE -> {
        boolean isStruct = field.getMessageType().equals(Struct.getDescriptor());
        boolean isText = parser.currentToken() == JsonToken.VALUE_STRING;
        if (isStruct && isText && origin == JsonOrigin.FILE) {
          yield metadataOfFile(parser.getString());
        }
        require(JsonToken.START_OBJECT, "an object");
        if (isStruct) {
          yield struct();
        }
        Message.Builder inner = of.newBuilderForField(field);
        message(inner);
        yield inner.build();
      }
      case DOUBLE, BYTE_STRING, ENUM ->
          throw new IllegalStateException("no message has this: " + field.getFullName());
    };
  }

  private boolean flag() {
    return switch (parser.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> throw unexpected("true or false");
    };
  }

  private float number() {
    float number =
        switch (parser.currentToken()) {
          case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> parser.getFloatValue();
          case VALUE_STRING -> (float) ofText();
          case null, default -> throw unexpected("a number");
        };
    if (!Float.isFinite(number)) {
      throw unexpected("a number in the range of float32");
    }
    return number;
  }

  private long whole(long least, long most) {
    double number =
        switch (parser.currentToken()) {
          case VALUE_NUMBER_FLOAT, VALUE_NUMBER_INT -> parser.getDoubleValue();
          case VALUE_STRING -> ofText();
          case null, default -> throw unexpected("a whole number");
        };
    if (number != Math.rint(number) || number < least || number > most) {
      throw unexpected("a whole number from %d to %d".formatted(least, most));
    }
    return (long) number;
  }

  private double ofText() {
    try {
      return Double.parseDouble(parser.getString());
    } catch (NumberFormatException e) {
      throw unexpected("a number");
    }
  }

  private Struct struct() {
    Struct.Builder struct = Struct.newBuilder();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      struct.putFields(name, any());
    }
    return struct.build();
  }

  private Value any() {
    Value.Builder value = Value.newBuilder();
    switch (parser.currentToken()) {
      case START_OBJECT -> value.setStructValue(struct());
      case START_ARRAY -> {
        ListValue.Builder list = ListValue.newBuilder();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.addValues(any());
        }
        value.setListValue(list);
      }
      case VALUE_STRING -> value.setStringValue(parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> value.setNumberValue(parser.getDoubleValue());
      case VALUE_TRUE -> value.setBoolValue(true);
      case VALUE_FALSE -> value.setBoolValue(false);
      case VALUE_NULL -> value.setNullValue(NullValue.NULL_VALUE);
      case null, default -> throw unexpected("a value");
    }
    return value.build();
  }

  private void require(JsonToken token, String expected) {
    if (parser.currentToken() != token) {
      throw unexpected(expected);
    }
  }

  private InvalidRequest unexpected(String expected) {
    return new InvalidRequest(
        "%s: %s (expected: %s)".formatted(place(), shown(parser.currentToken()), expected));
  }

  private String place() {
    String pointer = parser.streamReadContext().pathAsPointer().toString();
    if (pointer.isEmpty() || origin == JsonOrigin.METADATA_OF_FILE) {
      return origin.called();
    }
    // The first part is a field of ours, what follows may be the name of a metadata field.
    return origin == JsonOrigin.FILE
        ? pointer.substring(1).replaceFirst("/.*", "")
        : pointer.substring(1).replace('/', '.');
  }

  private String shown(@Nullable JsonToken token) {
    return switch (token) {
      case START_OBJECT -> "an object";
      case START_ARRAY -> "an array";
      case null -> "nothing";
      default -> {
        if (origin != JsonOrigin.REQUEST) {
          yield "something else";
        }
        String text = parser.getString();
        yield text.length() <= 60 ? text : text.substring(0, 60) + "…";
      }
    };
  }
}
