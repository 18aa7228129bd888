package dev.pictor.pinecone.data;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import java.io.IOException;
import java.util.List;

/// Reads a request from its JSON body, its query and its path. Stateless.
final class RestRequests {

  private static final String PATH_FIELD = "namespace";

  private RestRequests() {}

  /// @throws InvalidRequest naming the place
  static <Q extends Message> Q read(Call call, Q empty) throws IOException {
    Message.Builder request = empty.newBuilderForType();
    ProtoJson.read(call.body(), request);
    for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
      List<String> values = call.queryValues(field.getJsonName());
      if (values.isEmpty()) {
        values = call.queryValues(field.getName());
      }
      if (!values.isEmpty()) {
        put(request, field, values);
      }
      if (field.getName().equals(PATH_FIELD) && call.hasPathValue(PATH_FIELD)) {
        request.setField(field, call.pathValue(PATH_FIELD));
      }
    }
    @SuppressWarnings("unchecked") // a builder of Q builds a Q
    Q read = (Q) request.build();
    return read;
  }

  private static void put(Message.Builder request, FieldDescriptor field, List<String> values) {
    String last = values.getLast();
    switch (field.getJavaType()) {
      case STRING -> request.setField(field, field.isRepeated() ? values : last);
      case BOOLEAN -> request.setField(field, Boolean.parseBoolean(last));
      case INT -> request.setField(field, whole(field, last));
      case LONG, FLOAT, DOUBLE, BYTE_STRING, ENUM, MESSAGE -> {} // only bodies have these
    }
  }

  private static int whole(FieldDescriptor field, String value) {
    try {
      return Integer.parseUnsignedInt(value);
    } catch (NumberFormatException e) {
      throw new InvalidRequest(
          "%s: %s (expected: a whole number)".formatted(field.getJsonName(), value), e);
    }
  }
}
