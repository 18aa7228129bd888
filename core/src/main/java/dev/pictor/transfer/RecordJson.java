package dev.pictor.transfer;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Lines of a JSON file: header, records, end. Numbers of vectors are written with as few digits as
/// tell them from their neighbours and read as float32 at once, so that they come back bit for bit.
/// Stateless.
final class RecordJson {

  /// A line that was read.
  sealed interface Line {

    record Header(CollectionHeader content) implements Line {}

    /// @param namespace empty for the default one
    record OneRecord(String namespace, VectorRecord content) implements Line {}

    /// @param records that the file has
    record End(long records) implements Line {}
  }

  /// Of the field of the last line.
  private static final String END = "pictor-end";

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> FIELDS =
      new TypeReference<>() {};

  private RecordJson() {}

  static byte[] header(CollectionHeader header) {
    return JSON.writeValueAsBytes(Map.of(CollectionHeader.NAME, header.toJson()));
  }

  static byte[] end(long records) {
    return JSON.writeValueAsBytes(Map.of(END, Map.of("records", records)));
  }

  static byte[] record(String namespace, VectorRecord record) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", record.id());
    if (!namespace.isEmpty()) {
      line.put("namespace", namespace);
    }
    record.values().dense().ifPresent(dense -> line.put("values", dense.shared()));
    record.values().sparse().ifPresent(sparse -> line.put("sparseValues", sparse(sparse)));
    if (!record.metadata().fields().isEmpty()) {
      line.put("metadata", MetadataParser.toPlain(record.metadata()));
    }
    return JSON.writeValueAsBytes(line);
  }

  private static Map<String, Object> sparse(SparseVector vector) {
    Map<String, Object> sparse = new LinkedHashMap<>();
    sparse.put(
        "indices", Arrays.stream(vector.indices()).mapToLong(Integer::toUnsignedLong).toArray());
    sparse.put("values", vector.values());
    return sparse;
  }

  static String metadata(Metadata metadata) {
    return JSON.writeValueAsString(MetadataParser.toPlain(metadata));
  }

  /// @throws InvalidRequest when it is no JSON object, or holds what metadata cannot have
  static Metadata metadata(String json) {
    try {
      return MetadataParser.parse(JSON.readValue(json, FIELDS));
    } catch (JacksonException e) {
      throw new InvalidRequest("metadata: no JSON object (expected: {\"field\": value})", e);
    }
  }

  /// @throws InvalidRequest naming the field that is wrong
  static Line parse(byte[] line) {
    try (JsonParser parser = JSON.createParser(line)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new InvalidRequest("no JSON object (expected: {\"id\", \"values\", \"metadata\"})");
      }
      return new Fields(parser).read();
    } catch (JacksonException e) {
      throw new InvalidRequest(
          "column %d: no JSON (expected: {\"id\", \"values\", \"metadata\"})"
              .formatted(e.getLocation() == null ? 0 : e.getLocation().getColumnNr()),
          e);
    }
  }

  /// The fields of one line as they come.
  private static final class Fields {
    private final JsonParser parser;
    private String id = "";
    private String namespace = "";
    private Optional<DenseVector> dense = Optional.empty();
    private Optional<SparseVector> sparse = Optional.empty();
    private Metadata metadata = Metadata.empty();

    Fields(JsonParser parser) {
      this.parser = parser;
    }

    Line read() {
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case CollectionHeader.NAME -> {
            JsonNode header = parser.readValueAsTree();
            return new Line.Header(CollectionHeader.parse(header));
          }
          case END -> {
            JsonNode end = parser.readValueAsTree();
            return new Line.End(end.path("records").asLong(0));
          }
          case "id" -> id = text(field);
          case "namespace" -> namespace = text(field);
          case "values" -> dense = dense(numbers(field));
          case "sparseValues", "sparse_values" -> sparse = sparse(field);
          case "metadata" -> metadata = metadata(field);
          default ->
              throw new InvalidRequest(
                  "%s: unknown field (expected: id, namespace, values, sparseValues or metadata)"
                      .formatted(field));
        }
      }
      VectorValues values = FileRecord.vector(dense, sparse);
      return new Line.OneRecord(namespace, new VectorRecord(id, values, metadata));
    }

    private String text(String field) {
      if (parser.currentToken() != JsonToken.VALUE_STRING) {
        throw new InvalidRequest("%s: no string (expected: one)".formatted(field));
      }
      return parser.getString();
    }

    private static Optional<DenseVector> dense(float[] numbers) {
      return numbers.length == 0 ? Optional.empty() : Optional.of(DenseVector.wrap(numbers));
    }

    private float[] numbers(String field) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return new float[0];
      }
      requireList(field);
      float[] numbers = new float[16];
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        if (!parser.currentToken().isNumeric()) {
          throw new InvalidRequest(
              "%s[%d]: no number (expected: one in the range of float32)".formatted(field, count));
        }
        numbers = count < numbers.length ? numbers : Arrays.copyOf(numbers, 2 * count);
        numbers[count++] = Float.parseFloat(parser.getString());
      }
      return Arrays.copyOf(numbers, count);
    }

    private void requireList(String field) {
      if (parser.currentToken() != JsonToken.START_ARRAY) {
        throw new InvalidRequest("%s: no list (expected: numbers)".formatted(field));
      }
    }

    private Optional<SparseVector> sparse(String field) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return Optional.empty();
      }
      int[] indices = {};
      float[] values = {};
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        String part = parser.currentName();
        parser.nextToken();
        switch (part) {
          case "indices" -> indices = indices(field + "." + part);
          case "values" -> values = numbers(field + "." + part);
          default ->
              throw new InvalidRequest(
                  "%s.%s: unknown field (expected: indices or values)".formatted(field, part));
        }
      }
      return Optional.of(SparseVector.copyOf(indices, values));
    }

    private int[] indices(String field) {
      requireList(field);
      int[] indices = new int[16];
      int count = 0;
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        indices = count < indices.length ? indices : Arrays.copyOf(indices, 2 * count);
        try {
          indices[count++] = Integer.parseUnsignedInt(parser.getString());
        } catch (NumberFormatException e) {
          throw new InvalidRequest(
              "%s[%d]: no index (expected: 0 to 4294967295)".formatted(field, count), e);
        }
      }
      return Arrays.copyOf(indices, count);
    }

    private Metadata metadata(String field) {
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return Metadata.empty();
      }
      if (parser.currentToken() != JsonToken.START_OBJECT) {
        throw new InvalidRequest("%s: no object (expected: fields)".formatted(field));
      }
      return MetadataParser.parse(parser.readValueAs(FIELDS));
    }
  }
}
