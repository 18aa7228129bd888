package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Identical vectors in large and small groups: a walk finds the same records as a scan.
class DuplicatesTest {

  private static final int DIMENSION = 16;
  private static final int SINGLES = 3000;
  private static final int GROUPS_OF_40 = 60;
  private static final int BATCH = 500;
  private static final int TOP = 10;
  private static final SearchEffort WALK = new SearchEffort.Walk(100);

  /// Walks a graph from a few hundred records on.
  private static final StoreTuning GRAPH = new StoreTuning(100, 1, 90, 0.25f, 2);

  @TempDir Path folder;
  private LuceneStore store;
  private final Random random = new Random(7);
  private final List<DenseVector> repeated = new ArrayList<>();

  @BeforeEach
  void open() {
    store = LuceneStore.open(folder, GRAPH);
  }

  @AfterEach
  void close() {
    store.close();
  }

  @ParameterizedTest
  @EnumSource
  void aWalkFindsWholeGroups(Precision precision) {
    CollectionStore collection = filled(precision);
    assertFindsAll(collection, MetadataFilter.all());
  }

  @ParameterizedTest
  @EnumSource
  void aGroupIsFoundThoughTheFilterRefusesItsLinkedRecord(Precision precision) {
    CollectionStore collection = filled(precision);
    assertFindsAll(collection, FilterParser.parse(Map.of("late", true)));
  }

  @ParameterizedTest
  @EnumSource
  void aGroupIsFoundAfterItsLinkedRecordIsDeleted(Precision precision) {
    CollectionStore collection = filled(precision);
    collection.delete("", ids(collection, FilterParser.parse(Map.of("late", false, "twin", true))));
    assertFindsAll(collection, MetadataFilter.all());
    // More of the same kind, so that the segments with the deleted ones are merged.
    for (int round = 0; round < 6; round++) {
      write(collection, "more" + round + "-", singles(BATCH), false);
    }
    assertFindsAll(collection, MetadataFilter.all());
  }

  private static List<String> ids(CollectionStore collection, MetadataFilter filter) {
    return collection
        .query(new VectorQuery("", one(), 5000, filter).withEffort(new SearchEffort.Exact()))
        .matches()
        .stream()
        .map(Match::id)
        .toList();
  }

  private static DenseVector one() {
    float[] values = new float[DIMENSION];
    values[0] = 1;
    return DenseVector.wrap(values);
  }

  /// Single vectors, then groups of 2, 300 and 40 identical ones, written one group at a time: the
  /// hardest order for a graph.
  private CollectionStore filled(Precision precision) {
    CollectionStore collection =
        store.create(
            new CollectionSpec(
                "c",
                new VectorSpace.Dense(DIMENSION, Similarity.COSINE, precision),
                new ModelBinding.Unattested()));
    write(collection, "single", singles(SINGLES), false);
    List<DenseVector> twins = new ArrayList<>();
    IntStream.concat(IntStream.of(2, 2, 2, 300), IntStream.generate(() -> 40).limit(GROUPS_OF_40))
        .forEach(
            size -> {
              DenseVector vector = vector();
              repeated.add(vector);
              twins.addAll(Collections.nCopies(size, vector));
            });
    write(collection, "twin", twins, true);
    return collection;
  }

  private void write(
      CollectionStore collection, String prefix, List<DenseVector> vectors, boolean twin) {
    List<VectorRecord> batch = new ArrayList<>();
    for (int i = 0; i < vectors.size(); i++) {
      boolean late = i > 0 && vectors.get(i).equals(vectors.get(i - 1));
      Metadata metadata = MetadataParser.parse(Map.of("late", late, "twin", twin));
      batch.add(new VectorRecord("%s%05d".formatted(prefix, i), vectors.get(i), metadata));
      if (batch.size() == BATCH || i == vectors.size() - 1) {
        collection.upsert("", batch);
        batch.clear();
      }
    }
  }

  private List<DenseVector> singles(int count) {
    return Stream.generate(this::vector).limit(count).toList();
  }

  private DenseVector vector() {
    float[] values = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return DenseVector.wrap(values).normalized();
  }

  private void assertFindsAll(CollectionStore collection, MetadataFilter filter) {
    for (DenseVector vector : repeated) {
      VectorQuery query = new VectorQuery("", vector, TOP, filter);
      QueryResult walked = collection.query(query.withEffort(WALK));
      QueryResult scanned = collection.query(query.withEffort(new SearchEffort.Exact()));
      List<String> groups = withHighestScore(scanned);
      assertThat(withHighestScore(walked)).isEqualTo(groups);
    }
  }

  /// Those of the group itself, equally near: in the order of their ids.
  private static List<String> withHighestScore(QueryResult result) {
    float best = result.matches().getFirst().score();
    return result.matches().stream()
        .filter(match -> match.score() > best - 1e-5f)
        .map(Match::id)
        .toList();
  }
}
