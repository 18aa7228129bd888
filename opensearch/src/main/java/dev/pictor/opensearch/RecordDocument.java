package dev.pictor.opensearch;

import dev.pictor.error.CorruptStore;
import dev.pictor.metadata.IsoDates;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.IndexTerms;
import dev.pictor.store.MetadataCodec;
import dev.pictor.store.RecordHead;
import dev.pictor.store.SparseCodec;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.WordAnalyzer;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.NumericUtils;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;

/// How a record becomes one document of its collection's index, and back.
///
/// | field | kind | holds |
/// |---|---|---|
/// | `_id` | | namespace, NUL, id; above 512 bytes U+0001 and their SHA-256 |
/// | `namespace`, `id` | keyword | |
/// | `vector` | knn_vector | what is searched: of length 1 under cosine |
/// | `dense` | binary | the client's vector, big-endian floats |
/// | `sparse` | binary | the client's sparse vector, see [SparseCodec] |
/// | `entries` | keyword | its indices |
/// | `metadata` | binary | the bytes of [MetadataCodec] |
/// | `values` | keyword | what filters look up, see [IndexTerms], [#text] and [#number]; indexed fields only |
/// | `words` | text | what [WordAnalyzer] makes of the id and of strings; indexed fields only |
///
/// There are the same few fields whatever the metadata, so that the mapping never grows. Nothing is
/// left out of the source: the cluster would keep a second, whole one for recoveries. It takes the
/// numbers of `vector` out of it by itself, for they lie beside the graph.
final class RecordDocument {

  static final String NAMESPACE = "namespace";
  static final String ID = "id";
  static final String VECTOR = "vector";
  static final String DENSE = "dense";
  static final String SPARSE = "sparse";
  static final String ENTRIES = "entries";
  static final String METADATA = "metadata";
  static final String VALUES = "values";
  static final String WORDS = "words";

  /// The tag of numbers beside those of [IndexTerms].
  static final char NUMBER = 'n';

  /// What a whole record is read from.
  static final List<String> WHOLE = List.of(ID, DENSE, SPARSE, METADATA);

  /// What is read of a record without its numbers.
  static final List<String> HEAD = List.of(ID, METADATA);

  /// What k-NN takes; wider vectors are compared here.
  static final int WIDEST = 16_000;

  private static final int LONGEST_KEY = 512;
  private static final int GRAPH_DEGREE = 16;
  private static final int BUILD_EFFORT = 128;

  private RecordDocument() {}

  /// Whether vectors of the space are searched by the cluster.
  static boolean isSearched(VectorSpace space) {
    return space instanceof VectorSpace.Dense dense && dense.dimension() <= WIDEST;
  }

  /// The mapping of an index for `spec`.
  static Map<String, Object> mapping(CollectionSpec spec) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put(NAMESPACE, Map.of("type", "keyword"));
    fields.put(ID, Map.of("type", "keyword"));
    fields.put(VALUES, Map.of("type", "keyword"));
    fields.put(ENTRIES, Map.of("type", "keyword", "doc_values", false));
    fields.put(WORDS, Map.of("type", "text", "analyzer", "whitespace", "index_options", "freqs"));
    fields.put(DENSE, Map.of("type", "binary"));
    fields.put(SPARSE, Map.of("type", "binary"));
    fields.put(METADATA, Map.of("type", "binary"));
    if (spec.space() instanceof VectorSpace.Dense space && isSearched(space)) {
      fields.put(VECTOR, vector(space));
    }
    return Map.of("dynamic", "strict", "properties", fields);
  }

  private static Map<String, Object> vector(VectorSpace.Dense space) {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("m", GRAPH_DEGREE);
    parameters.put("ef_construction", BUILD_EFFORT);
    if (space.precision() == VectorSpace.Precision.INT8) {
      parameters.put("encoder", Map.of("name", "sq", "parameters", Map.of("bits", 7)));
    }
    return Map.of(
        "type",
        "knn_vector",
        "dimension",
        space.dimension(),
        "space_type",
        spaceType(space.similarity()),
        "method",
        Map.of("name", "hnsw", "engine", "lucene", "parameters", parameters));
  }

  /// Cosine is the inner product of vectors of length 1, which may be zero as well.
  static String spaceType(Similarity similarity) {
    return switch (similarity) {
      case COSINE, DOT_PRODUCT -> "innerproduct";
      case EUCLIDEAN -> "l2";
    };
  }

  /// The vector that is compared in place of `vector`.
  static DenseVector searched(Similarity similarity, DenseVector vector) {
    return similarity == Similarity.COSINE ? vector.normalized() : vector;
  }

  /// The raw score of a record.
  ///
  /// @param searched what [#searched] makes of the query
  static float score(Similarity similarity, DenseVector searched, DenseVector vector) {
    return switch (similarity) {
      case COSINE -> Similarity.DOT_PRODUCT.score(searched, vector.normalized());
      case DOT_PRODUCT, EUCLIDEAN -> similarity.score(searched, vector);
    };
  }

  /// The `_id` of a record.
  static String key(String namespace, String id) {
    IndexTerms.namespace(namespace);
    MetadataCodec.utf8(id, "id");
    String key = namespace + "\0" + id;
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return bytes.length <= LONGEST_KEY ? key : "\u0001" + sha256(bytes);
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The term of a number: sixteen hexadecimal digits in the order of the numbers.
  static String number(String field, double number) {
    // Adding 0.0 makes one zero of both.
    long sortable = NumericUtils.doubleToSortableLong(number + 0.0) ^ Long.MIN_VALUE;
    return IndexTerms.start(field, NUMBER).utf8ToString() + HexFormat.of().toHexDigits(sortable);
  }

  /// The term of a string, or of one of a list; a long one goes by its SHA-256 in hexadecimal
  /// digits, because keywords are text.
  static String text(String field, String value) {
    byte[] bytes = MetadataCodec.utf8(value, "metadata." + field);
    return bytes.length <= MetadataFilter.TextMatch.LONGEST_VALUE_BYTES
        ? IndexTerms.text(field, value).utf8ToString()
        : IndexTerms.start(field, 'h').utf8ToString() + sha256(bytes);
  }

  static String entry(int index) {
    return Integer.toString(index);
  }

  /// Writes the document of a record.
  ///
  /// @param schema which fields are indexed
  static void write(
      JsonGenerator out,
      CollectionSpec spec,
      MetadataSchema schema,
      String namespace,
      VectorRecord record) {
    out.writeStartObject();
    out.writeStringProperty(NAMESPACE, namespace);
    out.writeStringProperty(ID, record.id());
    record
        .values()
        .dense()
        .ifPresent(
            dense -> {
              out.writeStringProperty(DENSE, base64(bytes(dense)));
              if (isSearched(spec.space())) {
                writeVector(out, searched(spec.similarity(), dense));
              }
            });
    record.values().sparse().ifPresent(sparse -> writeSparse(out, sparse));
    out.writeStringProperty(METADATA, base64(MetadataCodec.encode(record.metadata())));
    List<String> words = new ArrayList<>(WordAnalyzer.INSTANCE.allWords(record.id()));
    writeAll(out, VALUES, values(schema, record.metadata(), words));
    out.writeStringProperty(WORDS, String.join(" ", words));
    out.writeEndObject();
  }

  private static void writeVector(JsonGenerator out, DenseVector vector) {
    out.writeArrayPropertyStart(VECTOR);
    for (float each : vector.shared()) {
      out.writeNumber(each);
    }
    out.writeEndArray();
  }

  private static void writeSparse(JsonGenerator out, SparseVector sparse) {
    out.writeStringProperty(SPARSE, base64(SparseCodec.encode(sparse)));
    List<String> entries = new ArrayList<>();
    for (int i = 0; i < sparse.size(); i++) {
      entries.add(entry(sparse.index(i)));
    }
    writeAll(out, ENTRIES, entries);
  }

  private static void writeAll(JsonGenerator out, String field, Iterable<String> values) {
    out.writeArrayPropertyStart(field);
    values.forEach(out::writeString);
    out.writeEndArray();
  }

  /// The terms of indexed fields; the words of their strings go to `words`.
  private static Iterable<String> values(
      MetadataSchema schema, Metadata metadata, List<String> words) {
    Set<String> terms = new TreeSet<>();
    metadata
        .fields()
        .forEach(
            (field, value) -> {
              if (schema.indexes(field)) {
                terms.add(IndexTerms.exists(field).utf8ToString());
                switch (value) {
                  case MetadataValue.Text(String text) -> addText(terms, words, field, text);
                  case MetadataValue.TextList(List<String> texts) ->
                      texts.stream().distinct().forEach(text -> addText(terms, words, field, text));
                  case MetadataValue.Flag(boolean flag) ->
                      terms.add(IndexTerms.flag(field, flag).utf8ToString());
                  case MetadataValue.Numeric(double number) -> terms.add(number(field, number));
                }
              }
            });
    return terms;
  }

  private static void addText(Set<String> terms, List<String> words, String field, String text) {
    terms.add(text(field, text));
    if (IsoDates.isDate(text)) {
      terms.add(IndexTerms.date(field, text).utf8ToString());
    } else {
      words.addAll(WordAnalyzer.INSTANCE.allWords(text));
    }
  }

  private static byte[] bytes(DenseVector vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.dimension() * Float.BYTES);
    bytes.asFloatBuffer().put(vector.shared());
    return bytes.array();
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /// Reads a record back from the source of its document.
  ///
  /// @throws CorruptStore when it is not what [#write] makes
  static VectorRecord record(JsonNode source) {
    return new VectorRecord(id(source), values(source), metadata(source));
  }

  static RecordHead head(JsonNode source) {
    return new RecordHead(id(source), metadata(source));
  }

  static String id(JsonNode source) {
    return source.required(ID).asString();
  }

  static Metadata metadata(JsonNode source) {
    byte[] bytes = decoded(source, METADATA).orElseThrow(() -> damaged(source, METADATA, null));
    try {
      return MetadataCodec.decode(bytes, 0, bytes.length);
    } catch (IOException e) {
      throw damaged(source, METADATA, e);
    }
  }

  static VectorValues values(JsonNode source) {
    Optional<DenseVector> dense = decoded(source, DENSE).map(RecordDocument::dense);
    Optional<SparseVector> sparse = decoded(source, SPARSE).map(each -> sparse(source, each));
    return dense
        .map(
            vector ->
                sparse.map(other -> VectorValues.of(vector, other)).orElse(VectorValues.of(vector)))
        .orElseGet(() -> VectorValues.of(sparse.orElseThrow(() -> damaged(source, DENSE, null))));
  }

  private static DenseVector dense(byte[] bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).asFloatBuffer().get(values);
    return DenseVector.wrap(values);
  }

  private static SparseVector sparse(JsonNode source, byte[] bytes) {
    try {
      return SparseCodec.decode(new BytesRef(bytes));
    } catch (IOException e) {
      throw damaged(source, SPARSE, e);
    }
  }

  private static Optional<byte[]> decoded(JsonNode source, String field) {
    try {
      return Optional.ofNullable(source.get(field))
          .map(each -> Base64.getDecoder().decode(each.asString()));
    } catch (IllegalArgumentException e) {
      throw damaged(source, field, e);
    }
  }

  private static CorruptStore damaged(JsonNode source, String field, @Nullable Exception cause) {
    return new CorruptStore(
        "record: %s: %s is not what was written. Restore the collection from a copy, or delete it and index again."
            .formatted(source.path(ID).asString("?"), field),
        cause == null ? new IOException("no " + field) : cause);
  }
}
