package dev.pictor.store;

import dev.pictor.metadata.IsoDates;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.DoublePoint;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/// How a record becomes one document.
///
/// | field | kind | holds |
/// |---|---|---|
/// | `key` | term | namespace and id, unique |
/// | `namespace` | term | |
/// | `id` | doc values | the id |
/// | `vector` | float vectors with a graph | what is searched: of length 1 under cosine |
/// | `hash` | doc values | the hash of `vector`, by [DuplicateOrdinals] |
/// | `original` | doc values, big-endian floats | the client's vector, when `vector` differs from it |
/// | `sparse` | doc values | the client's sparse vector, see [SparseCodec] |
/// | `entries` | terms | its indices, 4 bytes each, big-endian |
/// | `metadata` | doc values | the bytes of [MetadataCodec] |
/// | `values` | terms | what filters look up, see [IndexTerms]; indexed fields only |
/// | `n:…` | points | one field for each indexed field that has numbers |
/// | `words` | terms with frequencies | what [WordAnalyzer] makes of the id and of strings; indexed fields only |
final class RecordSchema {

  static final String KEY = "key";
  static final String NAMESPACE = "namespace";
  static final String ID = "id";
  static final String VECTOR = "vector";
  static final String HASH = "hash";
  static final String ORIGINAL = "original";
  static final String SPARSE = "sparse";
  static final String ENTRIES = "entries";
  static final String METADATA = "metadata";
  static final String VALUES = "values";
  static final String WORDS = "words";

  private static final FieldType WORDS_TYPE = wordsType();

  // Below float32's own error, so that a vector a model has normalised is not kept twice.
  private static final double UNIT_TOLERANCE = 1e-6;

  private RecordSchema() {}

  private static FieldType wordsType() {
    FieldType type = new FieldType();
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.setTokenized(true);
    type.freeze();
    return type;
  }

  /// @param schema which fields are indexed
  static List<IndexableField> document(
      Similarity similarity,
      MetadataSchema schema,
      BytesRef namespace,
      BytesRef key,
      VectorRecord record) {
    List<IndexableField> fields = new ArrayList<>();
    fields.add(new StringField(KEY, key, Field.Store.NO));
    fields.add(new StringField(NAMESPACE, namespace, Field.Store.NO));
    fields.add(new BinaryDocValuesField(ID, new BytesRef(record.id())));
    record.values().dense().ifPresent(dense -> addDense(fields, similarity, dense));
    record.values().sparse().ifPresent(sparse -> addSparse(fields, sparse));
    fields.add(
        new BinaryDocValuesField(METADATA, new BytesRef(MetadataCodec.encode(record.metadata()))));
    addValues(fields, schema, record.metadata());
    addWords(fields, record.id());
    return fields;
  }

  private static void addDense(
      List<IndexableField> fields, Similarity similarity, DenseVector dense) {
    DenseVector searched = searched(similarity, dense);
    float[] values = searched.toArray();
    fields.add(new KnnFloatVectorField(VECTOR, values, function(similarity)));
    fields.add(new NumericDocValuesField(HASH, DuplicateOrdinals.hash(values)));
    if (!searched.equals(dense)) {
      fields.add(new BinaryDocValuesField(ORIGINAL, new BytesRef(bytes(dense))));
    }
  }

  private static void addSparse(List<IndexableField> fields, SparseVector sparse) {
    fields.add(new BinaryDocValuesField(SPARSE, new BytesRef(SparseCodec.encode(sparse))));
    for (int i = 0; i < sparse.size(); i++) {
      fields.add(new StringField(ENTRIES, IndexTerms.entry(sparse.index(i)), Field.Store.NO));
    }
  }

  /// The vector that is compared in place of `vector`; the same object when it may be.
  static DenseVector searched(Similarity similarity, DenseVector vector) {
    return switch (similarity) {
      case DOT_PRODUCT, EUCLIDEAN -> vector;
      case COSINE -> Math.abs(vector.norm() - 1) <= UNIT_TOLERANCE ? vector : vector.normalized();
    };
  }

  private static VectorSimilarityFunction function(Similarity similarity) {
    return switch (similarity) {
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case DOT_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
      case EUCLIDEAN -> VectorSimilarityFunction.EUCLIDEAN;
    };
  }

  private static void addValues(
      List<IndexableField> fields, MetadataSchema schema, Metadata metadata) {
    for (Map.Entry<String, MetadataValue> entry : metadata.fields().entrySet()) {
      String field = entry.getKey();
      if (!schema.indexes(field)) {
        continue;
      }
      addTerm(fields, IndexTerms.exists(field));
      switch (entry.getValue()) {
        case MetadataValue.Text(String text) -> addText(fields, field, text);
        case MetadataValue.TextList(List<String> texts) ->
            texts.stream().distinct().forEach(text -> addText(fields, field, text));
        case MetadataValue.Flag(boolean flag) -> addTerm(fields, IndexTerms.flag(field, flag));
        case MetadataValue.Numeric(double number) ->
            fields.add(new DoublePoint(IndexTerms.numbers(field), number));
      }
    }
  }

  private static void addText(List<IndexableField> fields, String field, String text) {
    addTerm(fields, IndexTerms.text(field, text));
    if (IsoDates.isDate(text)) {
      addTerm(fields, IndexTerms.date(field, text));
    } else {
      addWords(fields, text);
    }
  }

  private static void addWords(List<IndexableField> fields, String text) {
    fields.add(new Field(WORDS, text, WORDS_TYPE));
  }

  private static void addTerm(List<IndexableField> fields, BytesRef term) {
    fields.add(new StringField(VALUES, term, Field.Store.NO));
  }

  private static byte[] bytes(DenseVector vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.dimension() * Float.BYTES);
    bytes.asFloatBuffer().put(vector.shared());
    return bytes.array();
  }

  static DenseVector original(BytesRef bytes) {
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes.bytes, bytes.offset, bytes.length).asFloatBuffer().get(values);
    return DenseVector.wrap(values);
  }
}
