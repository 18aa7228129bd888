package dev.pictor.pinecone.index;

import java.util.LinkedHashMap;
import java.util.Map;

/// Where the vectors of an index come from, which says by which operations its records are reached:
/// those on vectors, or those on documents.
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

  /// From one field of each document.
  ///
  /// @param field name of it
  /// @param model that makes them of the field's text; empty when the field holds the vector itself
  record Documents(String field, String model) implements VectorSource {

    Map<String, Object> view() {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("field", field);
      view.put("model", model);
      return view;
    }

    /// Reads what [#view] writes.
    static Documents read(JsonBody body) {
      return new Documents(body.text("field"), body.text("model"));
    }
  }

  /// As our own files keep it, beside what else they keep of an index.
  default void putInto(Map<String, Object> view) {
    switch (this) {
      case Clients() -> {}
      case Integrated integrated -> view.put("embed", integrated.view());
      case Documents documents -> view.put("documents", documents.view());
    }
  }

  /// Reads what [#putInto] writes.
  static VectorSource read(JsonBody body) {
    return body.optionalObject("embed")
        .<VectorSource>map(Integrated::read)
        .or(() -> body.optionalObject("documents").map(Documents::read))
        .orElseGet(Clients::new);
  }
}
