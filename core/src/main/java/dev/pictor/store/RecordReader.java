package dev.pictor.store;

import dev.pictor.metadata.Metadata;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.VectorValues;
import java.io.IOException;
import java.util.Optional;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues.DocIndexIterator;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;

/// Reads the parts of records back from the fields of [RecordSchema]. Stateless.
final class RecordReader {

  /// Where a record is.
  record Place(LeafReader reader, int doc) {}

  private RecordReader() {}

  /// The live document under `key`.
  static Optional<Place> find(IndexSearcher searcher, BytesRef key) throws IOException {
    for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
      LeafReader reader = leaf.reader();
      if (reader.terms(RecordSchema.KEY) == null) {
        continue;
      }
      TermsEnum terms = reader.terms(RecordSchema.KEY).iterator();
      if (terms.seekExact(key)) {
        int doc = live(reader, terms.postings(null, PostingsEnum.NONE));
        if (doc != DocIdSetIterator.NO_MORE_DOCS) {
          return Optional.of(new Place(reader, doc));
        }
      }
    }
    return Optional.empty();
  }

  /// The live record under `key`.
  static Optional<VectorRecord> record(IndexSearcher searcher, BytesRef key, String id)
      throws IOException {
    Optional<Place> place = find(searcher, key);
    return place.isEmpty() ? Optional.empty() : Optional.of(record(place.get(), id));
  }

  /// The record at `place`, whose id is known.
  static VectorRecord record(Place place, String id) throws IOException {
    return new VectorRecord(id, values(place), metadata(place));
  }

  static String id(Place place) throws IOException {
    return value(column(place.reader, RecordSchema.ID), place.doc).utf8ToString();
  }

  private static int live(LeafReader reader, PostingsEnum postings) throws IOException {
    Bits live = reader.getLiveDocs();
    int doc = postings.nextDoc();
    while (doc != DocIdSetIterator.NO_MORE_DOCS && live != null && !live.get(doc)) {
      doc = postings.nextDoc();
    }
    return doc;
  }

  static Metadata metadata(Place place) throws IOException {
    BytesRef bytes = value(column(place.reader, RecordSchema.METADATA), place.doc);
    return MetadataCodec.decode(bytes.bytes, bytes.offset, bytes.length);
  }

  /// The client's numbers, bit for bit.
  static VectorValues values(Place place) throws IOException {
    BinaryDocValues sparse = column(place.reader, RecordSchema.SPARSE);
    boolean hasSparse = sparse.advanceExact(place.doc);
    if (place.reader.getFieldInfos().fieldInfo(RecordSchema.VECTOR) == null) {
      return VectorValues.of(SparseCodec.decode(value(sparse, place.doc)));
    }
    DenseVector dense = dense(place);
    return hasSparse
        ? VectorValues.of(dense, SparseCodec.decode(sparse.binaryValue()))
        : VectorValues.of(dense);
  }

  /// The client's dense vector, bit for bit.
  static DenseVector dense(Place place) throws IOException {
    BinaryDocValues originals = DocValues.getBinary(place.reader, RecordSchema.ORIGINAL);
    if (originals.advanceExact(place.doc)) {
      return RecordSchema.original(originals.binaryValue());
    }
    return searched(place);
  }

  /// The vector that is searched.
  static DenseVector searched(Place place) throws IOException {
    FloatVectorValues vectors = vectors(place.reader);
    DocIndexIterator docs = vectors.iterator();
    if (docs.advance(place.doc) != place.doc) {
      throw new CorruptIndexException("document without a vector", place.reader.toString());
    }
    return DenseVector.copyOf(vectors.vectorValue(docs.index()));
  }

  static FloatVectorValues vectors(LeafReader reader) throws IOException {
    FloatVectorValues vectors = reader.getFloatVectorValues(RecordSchema.VECTOR);
    if (vectors == null) {
      throw new CorruptIndexException("segment without vectors", reader.toString());
    }
    return vectors;
  }

  static BinaryDocValues column(LeafReader reader, String field) throws IOException {
    return DocValues.getBinary(reader, field);
  }

  static BytesRef value(BinaryDocValues column, int doc) throws IOException {
    if (!column.advanceExact(doc)) {
      throw new CorruptIndexException("document without a value", "document " + doc);
    }
    return column.binaryValue();
  }
}
