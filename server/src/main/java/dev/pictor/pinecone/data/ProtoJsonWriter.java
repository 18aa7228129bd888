package dev.pictor.pinecone.data;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.ByteArrayOutputStream;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;

/// Writes a message of the data plane as JSON. Every field stands there, empty or not, but those
/// that may be absent and are. Numbers are as Pinecone writes them: the shortest decimal of a
/// float32, no `.0` behind whole ones, 64-bit counts as numbers. Used once.
final class ProtoJsonWriter {

  /// How names are spelled.
  enum Names {
    CAMEL,
    SNAKE
  }

  private static final double LARGEST_EXACT = 1L << 53;
  private static final float LARGEST_WHOLE = 1 << 24;

  private final JsonGenerator out;
  private final Names names;

  private ProtoJsonWriter(JsonGenerator out, Names names) {
    this.out = out;
    this.names = names;
  }

  static byte[] write(Message message, Names names) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator out = ProtoJson.FACTORY.createGenerator(ObjectWriteContext.empty(), bytes)) {
      new ProtoJsonWriter(out, names).message(message);
    }
    return bytes.toByteArray();
  }

  private void message(Message message) {
    out.writeStartObject();
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (!field.hasPresence() || message.hasField(field)) {
        out.writeName(names == Names.CAMEL ? field.getJsonName() : field.getName());
        field(field, message);
      }
    }
    out.writeEndObject();
  }

  private void field(FieldDescriptor field, Message message) {
    if (field.isMapField()) {
      out.writeStartObject();
      for (Object each : (List<?>) message.getField(field)) {
        MapEntry<?, ?> entry = (MapEntry<?, ?>) each;
        out.writeName(entry.getKey().toString());
        single(field.getMessageType().findFieldByNumber(2), entry.getValue());
      }
      out.writeEndObject();
    } else if (field.isRepeated()) {
      out.writeStartArray();
      for (Object each : (List<?>) message.getField(field)) {
        single(field, each);
      }
      out.writeEndArray();
    } else {
      single(field, message.getField(field));
    }
  }

  private void single(FieldDescriptor field, Object value) {
    switch (value) {
      case String text -> out.writeString(text);
      case Boolean flag -> out.writeBoolean(flag);
      case Float number -> number(number);
      case Integer number ->
          out.writeNumber(
              field.getType() == FieldDescriptor.Type.UINT32
                  ? Integer.toUnsignedLong(number)
                  : number);
      case Long number -> out.writeNumber(number);
      case Struct struct -> struct(struct);
      case Message inner -> message(inner);
      default -> throw new IllegalStateException("no message has this: " + field.getFullName());
    }
  }

  private void number(float number) {
    // -0.0 as a whole number would lose its sign.
    boolean negativeZero = number == 0 && Float.floatToRawIntBits(number) != 0;
    if (number == (int) number && Math.abs(number) <= LARGEST_WHOLE && !negativeZero) {
      out.writeNumber((int) number);
    } else {
      out.writeNumber(number);
    }
  }

  private void struct(Struct struct) {
    out.writeStartObject();
    struct
        .getFieldsMap()
        .forEach(
            (name, value) -> {
              out.writeName(name);
              any(value);
            });
    out.writeEndObject();
  }

  private void any(Value value) {
    switch (value.getKindCase()) {
      case STRING_VALUE -> out.writeString(value.getStringValue());
      case BOOL_VALUE -> out.writeBoolean(value.getBoolValue());
      case NUMBER_VALUE -> {
        double number = value.getNumberValue();
        if (number == Math.rint(number) && Math.abs(number) <= LARGEST_EXACT) {
          out.writeNumber((long) number);
        } else {
          out.writeNumber(number);
        }
      }
      case STRUCT_VALUE -> struct(value.getStructValue());
      case LIST_VALUE -> {
        out.writeStartArray();
        value.getListValue().getValuesList().forEach(this::any);
        out.writeEndArray();
      }
      case NULL_VALUE, KIND_NOT_SET -> out.writeNull();
    }
  }
}
