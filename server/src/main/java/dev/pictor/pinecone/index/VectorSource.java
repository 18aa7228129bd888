package dev.pictor.pinecone.index;

import java.util.LinkedHashMap;
import java.util.Map;

/// Who makes the vectors of an index.
public sealed interface VectorSource {

  /// Its clients do.
  record Clients() implements VectorSource {}

  /// This server does, from one field of each record ("integrated embedding").
  ///
  /// @param model by the name under which it was asked for
  /// @param fieldMap from kinds of inputs (`text`, `image`) to fields of records
  /// @param readParameters for queries; kept and shown
  /// @param writeParameters for records; kept and shown
  record Integrated(
      String model,
      Map<String, String> fieldMap,
      Map<String, Object> readParameters,
      Map<String, Object> writeParameters)
      implements VectorSource {

    public Integrated {
      fieldMap = Map.copyOf(fieldMap);
      readParameters = Map.copyOf(readParameters);
      writeParameters = Map.copyOf(writeParameters);
    }

    /// Reads what requests and [#view] have.
    public static Integrated read(JsonBody body) {
      return new Integrated(
          body.text("model"),
          body.textMap("field_map"),
          body.plain("read_parameters"),
          body.plain("write_parameters"));
    }

    /// As both dialects and our own file write it.
    public Map<String, Object> view() {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("model", model);
      view.put("field_map", fieldMap);
      view.put("read_parameters", readParameters);
      view.put("write_parameters", writeParameters);
      return view;
    }
  }
}
