package dev.pictor.remotepinecone;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.pictor.error.CorruptStore;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Metadata as the wire has it. Stateless.
final class WireMetadata {

  private WireMetadata() {}

  static Struct of(Metadata metadata) {
    Struct.Builder struct = Struct.newBuilder();
    metadata.fields().forEach((name, value) -> struct.putFields(name, value(value)));
    return struct.build();
  }

  static Value value(MetadataValue value) {
    return switch (value) {
      case MetadataValue.Text(String text) -> Value.newBuilder().setStringValue(text).build();
      case MetadataValue.Numeric(double number) ->
          Value.newBuilder().setNumberValue(number).build();
      case MetadataValue.Flag(boolean flag) -> Value.newBuilder().setBoolValue(flag).build();
      case MetadataValue.TextList(List<String> texts) ->
          list(
              texts.stream().map(each -> Value.newBuilder().setStringValue(each).build()).toList());
    };
  }

  static Value list(List<Value> values) {
    return Value.newBuilder().setListValue(ListValue.newBuilder().addAllValues(values)).build();
  }

  /// @param id of the record, for messages
  static Metadata read(Struct struct, String id) {
    Map<String, MetadataValue> fields = LinkedHashMap.newLinkedHashMap(struct.getFieldsCount());
    struct.getFieldsMap().forEach((name, value) -> fields.put(name, read(value, name, id)));
    return Metadata.copyOf(fields);
  }

  private static MetadataValue read(Value value, String field, String id) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> new MetadataValue.Text(value.getStringValue());
      case NUMBER_VALUE -> new MetadataValue.Numeric(value.getNumberValue());
      case BOOL_VALUE -> new MetadataValue.Flag(value.getBoolValue());
      case LIST_VALUE ->
          new MetadataValue.TextList(
              value.getListValue().getValuesList().stream().map(Value::getStringValue).toList());
      case STRUCT_VALUE, NULL_VALUE, KIND_NOT_SET ->
          throw new CorruptStore(
              "metadata.%s: %s (expected: a string, number, boolean or list of strings, id: %s)"
                  .formatted(field, value.getKindCase(), id));
    };
  }
}
