package dev.pictor.copy;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSettings;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VectorStore;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/// Collections to copy.
public final class CopySamples {

  private CopySamples() {}

  /// `photos`, of a model, with tags, protected, with records in two namespaces and a created one
  /// without any; and `words`, sparse, with a named field.
  public static void fill(VectorStore store, int records) {
    CollectionStore photos =
        store.create(
            new CollectionSpec(
                    "photos",
                    VectorSpace.dense(8, Similarity.COSINE),
                    new ModelBinding.Bound("pocket", new ModelFingerprint("a".repeat(64))))
                .withSettings(
                    CollectionSettings.none()
                        .withTags(Map.of("team", "one"))
                        .withDeletionProtected(true)));
    photos.upsert("", records(records, 1));
    photos.upsert("二", records(40, 2));
    photos.createNamespace(new NamespaceSpec("empty", MetadataSchema.only("k")));
    CollectionStore words =
        store.create(
            new CollectionSpec("words", new VectorSpace.Sparse(), new ModelBinding.Unattested())
                .withSchema(MetadataSchema.only("k")));
    words.upsert(
        "",
        List.of(
            new VectorRecord(
                "s",
                VectorValues.of(SparseVector.copyOf(new int[] {-1, 3}, new float[] {-0.0f, 2})),
                MetadataParser.parse(Map.of("k", "v", "n", 1.5)))));
  }

  static List<VectorRecord> records(int count, long seed) {
    Random random = new Random(seed);
    return IntStream.range(0, count)
        .mapToObj(i -> new VectorRecord("r%05d".formatted(i), vector(random), metadata(random, i)))
        .toList();
  }

  static DenseVector vector(Random random) {
    float[] values = new float[8];
    for (int i = 0; i < values.length; i++) {
      values[i] = i == 3 ? -0.0f : (float) random.nextGaussian();
    }
    return DenseVector.wrap(values);
  }

  private static Metadata metadata(Random random, int i) {
    return MetadataParser.parse(
        Map.of("even", i % 2 == 0, "n", random.nextDouble(), "tags", List.of("a", "长" + i % 7)));
  }
}
