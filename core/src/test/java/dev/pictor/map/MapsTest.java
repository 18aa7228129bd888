package dev.pictor.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MapsTest {

  private static final int DIMENSION = 16;
  private static final Colouring FOLDER = new Colouring.ByFolder();

  private final Maps maps = new Maps();
  private final Random random = new Random(4);
  private LuceneStore store;
  private VectorCollection collection;

  MapsTest(@TempDir Path folder) {
    store = LuceneStore.open(folder);
    collection =
        new CollectionCatalog(store)
            .create(
                new CollectionSpec(
                    "maps", DIMENSION, Similarity.COSINE, new ModelBinding.Unattested()));
  }

  @BeforeEach
  void twoHeaps() {
    List<VectorRecord> records = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      records.add(record("cats/" + i, 0, Map.of("folder", "cats", "timestamp", "2023-05-01")));
      records.add(record("dogs/" + i, 1, Map.of("folder", "dogs", "tags", List.of("dog", "pet"))));
    }
    namespace().upsert(records);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private Namespace namespace() {
    return collection.defaultNamespace();
  }

  /// Near to one of the axes of the space.
  private VectorRecord record(String id, int heap, Map<String, Object> metadata) {
    float[] numbers = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      numbers[i] = (float) (0.1 * random.nextGaussian() + (i == heap ? 3 : 0));
    }
    Metadata parsed = MetadataParser.parse(metadata);
    return new VectorRecord(id, DenseVector.wrap(numbers), parsed);
  }

  private CollectionMap draw(int limit, Colouring colouring) {
    return maps.draw(collection, namespace(), limit, colouring);
  }

  @Test
  void whatIsAlikeLiesTogetherAndTheFarthestPointTouchesTheEdge() {
    CollectionMap map = draw(1000, FOLDER);
    assertThat(map.records()).isEqualTo(120);
    assertThat(map.points()).hasSize(120);
    double edge =
        map.points().stream()
            .mapToDouble(each -> Math.max(Math.abs(each.x()), Math.abs(each.y())))
            .max()
            .orElseThrow();
    assertThat(edge).isCloseTo(1, Offset.offset(1e-6));
    double cats = side(map, "cats");
    assertThat(Math.abs(cats)).isGreaterThan(0.7);
    assertThat(map.points())
        .allSatisfy(
            point ->
                assertThat(Math.signum(point.x()))
                    .isEqualTo(
                        point.group().equals("cats") ? Math.signum(cats) : -Math.signum(cats)));
    assertThat(map.explained().getFirst()).isBetween(0.8, 1.0);
    assertThat(map.explained().getLast()).isBetween(0.0, 0.1);
  }

  private static double side(CollectionMap map, String group) {
    return map.points().stream()
        .filter(point -> point.group().equals(group))
        .mapToDouble(MapPoint::x)
        .average()
        .orElseThrow();
  }

  @Test
  void groupsAreCountedTheLargestFirstAndThoseWithoutOneLast() {
    namespace()
        .upsert(List.of(record("top", 2, Map.of()), record("dogs/x", 1, Map.of("folder", "dogs"))));
    assertThat(draw(1000, FOLDER).groups())
        .containsExactly(
            new CollectionMap.Group("dogs", 61),
            new CollectionMap.Group("cats", 60),
            new CollectionMap.Group("", 1));
    assertThat(draw(1000, new Colouring.ByTag()).groups())
        .containsExactly(new CollectionMap.Group("dog", 60), new CollectionMap.Group("", 62));
    assertThat(draw(1000, new Colouring.ByYear()).groups())
        .containsExactly(new CollectionMap.Group("2023", 60), new CollectionMap.Group("", 62));
  }

  @Test
  void aLargerCollectionIsDrawnByChanceAndProjectedOnTheSameAxes() {
    CollectionMap few = draw(30, FOLDER);
    assertThat(few.points()).hasSize(30).doesNotHaveDuplicates();
    assertThat(few.records()).isEqualTo(120);
    assertThat(few.groups()).extracting(CollectionMap.Group::name).contains("cats", "dogs");
    assertThat(few.points())
        .allSatisfy(point -> assertThat(Math.abs(point.x())).isLessThanOrEqualTo(1));
  }

  @Test
  void aMapIsKeptForAllColoursUntilARecordChanges() {
    List<MapPoint> once = draw(1000, FOLDER).points();
    assertThat(draw(1000, FOLDER).points()).isEqualTo(once);
    assertThat(draw(1000, new Colouring.ByTag()).points())
        .extracting(MapPoint::x)
        .isEqualTo(once.stream().map(MapPoint::x).toList());
    // As many records as before, but one of them lies elsewhere.
    namespace().upsert(List.of(record("cats/0", 5, Map.of("folder", "cats"))));
    assertThat(draw(1000, FOLDER).points()).isNotEqualTo(once);
    assertThat(namespace().deleteAll()).isTrue();
    assertThat(draw(1000, FOLDER).points()).isEmpty();
    assertThat(draw(1000, FOLDER).groups()).isEmpty();
  }

  @Test
  void aCollectionOfTheSameNameIsDrawnAnew() {
    assertThat(draw(1000, FOLDER).points()).hasSize(120);
    maps.forget("maps");
    CollectionCatalog catalog = new CollectionCatalog(store);
    catalog.delete("maps");
    collection = catalog.create(collection.spec());
    assertThat(draw(1000, FOLDER).points()).isEmpty();
  }

  @Test
  void wrongRequestsAreRefused() {
    assertThatThrownBy(() -> draw(0, FOLDER))
        .isInstanceOf(InvalidRequest.class)
        .hasMessage("limit: 0 (expected: 1 to 10000)");
    assertThatThrownBy(() -> draw(10_001, FOLDER)).isInstanceOf(InvalidRequest.class);
    VectorCollection sparse =
        new CollectionCatalog(store)
            .create(
                new CollectionSpec(
                    "sparse", new VectorSpace.Sparse(), new ModelBinding.Unattested()));
    assertThatThrownBy(() -> maps.draw(sparse, sparse.defaultNamespace(), 10, FOLDER))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("sparse vectors");
    assertThatThrownBy(() -> Colouring.parse("")).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void valuesOfAnyFieldAreGroups() {
    List<Metadata> records =
        List.of(
            MetadataParser.parse(Map.of("stars", 5)),
            MetadataParser.parse(Map.of("stars", 2.5)),
            MetadataParser.parse(Map.of("stars", List.of("many", "few"))),
            MetadataParser.parse(Map.of("stars", true)),
            MetadataParser.parse(Map.of("other", 1)));
    assertThat(Colouring.parse("stars").groups(records))
        .containsExactly("5", "2.5", "many", "true", "");
  }

  @Test
  void foldersAreCutOffWhereThereAreFewButNeverAllInOne() {
    List<String> months = new ArrayList<>();
    List<String> years = new ArrayList<>();
    for (int year = 2001; year <= 2010; year++) {
      for (int month = 1; month <= 12; month++) {
        years.add("photos/" + year);
        months.add("photos/" + year + "/" + month);
      }
    }
    assertThat(FolderGroups.of(months)).isEqualTo(years);
    List<String> many = months.stream().map(each -> each.replaceFirst("/", "-")).toList();
    assertThat(FolderGroups.of(many))
        .isEqualTo(many.stream().map(each -> each.substring(0, 11)).toList());
    List<String> oneRoot = IntStream.range(0, 40).mapToObj(i -> "all/" + i).toList();
    assertThat(FolderGroups.of(oneRoot)).isEqualTo(oneRoot);
    assertThat(FolderGroups.of(List.of("", "a", "a/b"))).containsExactly("", "a", "a/b");
  }
}
