package dev.pictor.pinecone.data;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Metadata and filters as the wire has them. Stateless.
public final class Structs {

  private Structs() {}

  /// @throws InvalidRequest for a value that metadata cannot have, in Pinecone's words
  static Metadata metadata(Struct struct) {
    return metadata(plain(struct));
  }

  /// The same of a plain map.
  public static Metadata metadata(Map<String, ? extends @Nullable Object> fields) {
    fields.forEach(Structs::requireKept);
    return MetadataParser.parse(fields);
  }

  private static void requireKept(String field, @Nullable Object value) {
    boolean kept =
        switch (value) {
          case String _, Number _, Boolean _ -> true;
          case List<?> list -> list.stream().allMatch(String.class::isInstance);
          case null, default -> false;
        };
    if (!kept) {
      throw new InvalidRequest(
          "Metadata value must be a string, number, boolean or list of strings, got '%s' for field '%s'"
              .formatted(shown(value), field));
    }
  }

  private static String shown(@Nullable Object value) {
    String text = String.valueOf(value);
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }

  /// @throws InvalidRequest naming operator and field
  static MetadataFilter filter(Struct struct) {
    return filter(plain(struct));
  }

  /// The same of a plain map.
  public static MetadataFilter filter(Map<String, ? extends @Nullable Object> filter) {
    return FilterParser.parse(filter, FilterParser.Dialect.PINECONE);
  }

  private static Map<String, @Nullable Object> plain(Struct struct) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    struct.getFieldsMap().forEach((name, value) -> map.put(name, plain(value)));
    return map;
  }

  private static @Nullable Object plain(Value value) {
    return switch (value.getKindCase()) {
      case STRING_VALUE -> value.getStringValue();
      case NUMBER_VALUE -> value.getNumberValue();
      case BOOL_VALUE -> value.getBoolValue();
      case STRUCT_VALUE -> plain(value.getStructValue());
      case LIST_VALUE -> {
        List<@Nullable Object> list = new ArrayList<>();
        value.getListValue().getValuesList().forEach(each -> list.add(plain(each)));
        yield list;
      }
      case NULL_VALUE, KIND_NOT_SET -> null;
    };
  }

  static Struct of(Metadata metadata) {
    Struct.Builder struct = Struct.newBuilder();
    metadata.fields().forEach((name, value) -> struct.putFields(name, value(value)));
    return struct.build();
  }

  private static Value value(MetadataValue value) {
    Value.Builder builder = Value.newBuilder();
    switch (value) {
      case MetadataValue.Text(String text) -> builder.setStringValue(text);
      case MetadataValue.Numeric(double number) -> builder.setNumberValue(number);
      case MetadataValue.Flag(boolean flag) -> builder.setBoolValue(flag);
      case MetadataValue.TextList(List<String> texts) -> {
        ListValue.Builder list = ListValue.newBuilder();
        texts.forEach(each -> list.addValues(Value.newBuilder().setStringValue(each)));
        builder.setListValue(list);
      }
    }
    return builder.build();
  }
}
