package dev.pictor.pinecone.documents;

import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.pinecone.data.JsonVectors;
import dev.pictor.pinecone.data.Vectors;
import dev.pictor.pinecone.index.JsonBody;
import dev.pictor.pinecone.index.VectorSource;
import dev.pictor.pinecone.inference.Embedded;
import dev.pictor.pinecone.inference.Input;
import dev.pictor.pinecone.inference.InputEncoder;
import dev.pictor.pinecone.inference.LocalModels;
import dev.pictor.pinecone.proto.SparseValues;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A collection whose records are documents: which field is the vector's, and how it is read and
/// shown. Immutable.
record DocumentIndex(
    VectorCollection collection, VectorSource.Documents source, LocalModels models) {

  static final String ID = "_id";

  String field() {
    return source.field();
  }

  /// Whether the field holds a text of which the vector is made.
  boolean embeds() {
    return !source.model().isEmpty();
  }

  CollectionSpec spec() {
    return collection.spec();
  }

  /// The vector in the field.
  ///
  /// @throws InvalidRequest when it is none of the index, in Pinecone's words
  VectorValues vector(String id, JsonBody document) {
    boolean dense = spec().space() instanceof VectorSpace.Dense;
    List<Float> values =
        dense ? JsonVectors.floats(document.elements(field()), field()) : List.of();
    SparseValues sparse =
        dense ? SparseValues.getDefaultInstance() : sparse(document.object(field()), field());
    return Vectors.record(spec(), id, values, sparse, Metadata.empty()).values();
  }

  static SparseValues sparse(JsonBody body, String place) {
    return JsonVectors.sparse(body.elements("indices"), body.elements("values"), place);
  }

  /// The texts with their vectors, in order.
  List<Embedded> embed(List<String> texts) {
    try (InputEncoder model = models.open(source.model())) {
      collection.requireModel(model.model(), model.fingerprint());
      return model.embed(texts.stream().map(Input.Text::new).toList());
    }
  }

  /// A document as it is answered, with its vector.
  Map<String, Object> view(String id, VectorValues values, Metadata metadata, Wanted wanted) {
    Map<String, Object> view = view(id, metadata, wanted);
    if (!embeds() && wanted.has(field())) {
      values.dense().map(DenseVector::shared).ifPresent(dense -> view.put(field(), dense));
      values.sparse().ifPresent(sparse -> view.put(field(), sparse(sparse)));
    }
    return view;
  }

  /// A document as it is answered, without its vector.
  Map<String, Object> view(String id, Metadata metadata, Wanted wanted) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(ID, id);
    MetadataParser.toPlain(metadata)
        .forEach(
            (name, value) -> {
              if (wanted.has(name)) {
                view.put(name, value);
              }
            });
    return view;
  }

  private static Map<String, Object> sparse(SparseVector vector) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put(
        "indices", Arrays.stream(vector.indices()).mapToLong(Integer::toUnsignedLong).toArray());
    view.put("values", vector.values());
    return view;
  }

  /// Which fields are answered.
  ///
  /// @param all whatever `names` says
  record Wanted(boolean all, List<String> names) {

    boolean has(String field) {
      return all || names.contains(field);
    }
  }
}
