package dev.pictor.spark;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// What a job came to, for scripts. Stateless.
///
/// Spark brings annotations of Jackson that are older than Jackson's own classes for objects need,
/// and puts them first on the class path. Maps do without.
final class JsonReport {

  private JsonReport() {}

  /// @param result a record of plain values and lists of these
  static String of(Record result) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (RecordComponent each : result.getClass().getRecordComponents()) {
      try {
        fields.put(each.getName(), each.getAccessor().invoke(result));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
    return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(fields);
  }
}
