package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every engine promises. Subclasses say how to open one.
abstract class VectorStoreContract {

  private static final MetadataFilter ALL = MetadataFilter.all();
  private static final ModelFingerprint ONE = new ModelFingerprint("1".repeat(64));
  private static final ModelFingerprint TWO = new ModelFingerprint("2".repeat(64));

  protected VectorStore store;

  /// Opens the store of this test; after a close, the same one again.
  abstract VectorStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  private CollectionStore create(String name, int dimension, Similarity similarity) {
    return store.create(
        new CollectionSpec(name, dimension, similarity, new ModelBinding.Unattested()));
  }

  private CollectionStore pairs() {
    return create("pairs", 2, Similarity.COSINE);
  }

  private CollectionStore reopened(String name) {
    store.close();
    store = open();
    return store.collection(name).orElseThrow();
  }

  private static VectorRecord record(String id, float... values) {
    return new VectorRecord(id, DenseVector.copyOf(values), Metadata.empty());
  }

  private static VectorRecord record(String id, Map<String, Object> metadata) {
    return new VectorRecord(id, DenseVector.copyOf(1, 2), MetadataParser.parse(metadata));
  }

  private static List<String> ids(RecordPage page) {
    return page.records().stream().map(RecordHead::id).toList();
  }

  private static List<String> ids(QueryResult result) {
    return result.matches().stream().map(Match::id).toList();
  }

  private static VectorQuery query(int topK, float... vector) {
    return new VectorQuery("", DenseVector.copyOf(vector), topK, ALL);
  }

  @Test
  void collectionsAreListedByNameAndSurviveReopening() {
    create("b", 3, Similarity.EUCLIDEAN);
    create("a", 20_000, Similarity.COSINE);
    List<CollectionSpec> before = store.collections();
    assertThat(before).extracting(CollectionSpec::name).containsExactly("a", "b");
    reopened("a");
    assertThat(store.collections()).isEqualTo(before);
  }

  @Test
  void takenNameIsAConflict() {
    pairs();
    assertThatThrownBy(this::pairs).isInstanceOf(Conflict.class).hasMessageContaining("pairs");
  }

  @Test
  void sameHandleWhileTheCollectionExists() {
    CollectionStore made = pairs();
    assertThat(store.collection("pairs")).containsSame(made);
    assertThat(store.collection("none")).isEmpty();
  }

  @Test
  void droppedCollectionIsGoneAndItsNameFree() {
    CollectionStore old = pairs();
    old.upsert("", List.of(record("x", 1, 0)));
    store.drop("pairs");
    assertThat(store.collection("pairs")).isEmpty();
    assertThatThrownBy(() -> old.count("", ALL)).isInstanceOf(NotFound.class);
    assertThatThrownBy(() -> store.drop("pairs")).isInstanceOf(NotFound.class);
    assertThat(pairs().count("", ALL)).isZero();
  }

  @Test
  void closedStoreIsUnavailable() {
    CollectionStore made = pairs();
    store.close();
    assertThatThrownBy(() -> made.upsert("", List.of(record("x", 1, 0))))
        .isInstanceOf(Unavailable.class);
    assertThatThrownBy(() -> store.collections()).isInstanceOf(Unavailable.class);
  }

  @Test
  void boundModelSurvivesReopeningAndRefusesAnother() {
    CollectionStore made = pairs();
    assertThat(store.bind("pairs", "pocket", ONE)).isSameAs(made);
    assertThat(reopened("pairs").spec().model()).isEqualTo(new ModelBinding.Bound("pocket", ONE));
    store.bind("pairs", "pocket", ONE);
    assertThatThrownBy(() -> store.bind("pairs", "other", TWO))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("pocket");
  }

  @ParameterizedTest
  @EnumSource(Similarity.class)
  void vectorsComeBackBitForBitAfterReopening(Similarity similarity) {
    List<VectorRecord> records =
        List.of(
            record("long", 3e18f, -4e18f, 0),
            record("short", Float.MIN_VALUE, -0.0f, 0),
            record("zero", 0, 0, -0.0f),
            record("unit", 0.6f, 0.8f, 0));
    create("bits", 3, similarity).upsert("", records);
    assertThat(reopened("bits").fetch("", List.of("long", "short", "zero", "unit")))
        .isEqualTo(records);
  }

  @Test
  void fetchKeepsTheOrderAskedAndSkipsUnknownIds() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record("a", 1, 0), record("b", 0, 1)));
    assertThat(pairs.fetch("", List.of("b", "none", "a", "b")))
        .extracting(VectorRecord::id)
        .containsExactly("b", "a");
  }

  @Test
  void lastRecordOfAnIdWins() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record("a", 1, 0), record("a", 0, 1)));
    pairs.upsert("", List.of(record("b", 1, 0)));
    pairs.upsert("", List.of(record("b", 2, 2)));
    assertThat(pairs.fetch("", List.of("a", "b")))
        .containsExactly(record("a", 0, 1), record("b", 2, 2));
    assertThat(pairs.count("", ALL)).isEqualTo(2);
  }

  @Test
  void wrongDimensionWritesNothingAndNamesAllThatMatters() {
    CollectionStore pairs = pairs();
    assertThatThrownBy(() -> pairs.upsert("", List.of(record("ok", 1, 0), record("bad", 1, 0, 0))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("dimension: 3 (expected: 2, collection: pairs, id: bad)");
    assertThat(pairs.count("", ALL)).isZero();
    assertThatThrownBy(() -> pairs.query(query(1, 1, 2, 3))).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void scoresAreRawAndTheNearestComesFirst() {
    List<VectorRecord> records =
        List.of(record("far", -1, 0), record("near", 2, 0), record("zero", 0, 0));
    for (Similarity similarity : Similarity.values()) {
      CollectionStore made =
          create(similarity.name().toLowerCase(Locale.ROOT).replace('_', '-'), 2, similarity);
      made.upsert("", records);
      QueryResult result = made.query(query(3, 3, 0));
      assertThat(result.matches().getFirst().id()).isEqualTo("near");
      for (Match match : result.matches()) {
        DenseVector vector = made.fetch("", List.of(match.id())).getFirst().vector();
        assertThat(match.score())
            .isCloseTo(similarity.score(DenseVector.copyOf(3, 0), vector), within(1e-6f));
      }
    }
  }

  @Test
  void lengthsBeyondFloatAreNormalised() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record("long", 3e30f, 4e30f), record("short", 3e-30f, -4e-30f)));
    QueryResult result = pairs.query(query(2, 6e25f, 8e25f));
    assertThat(ids(result)).containsExactly("long", "short");
    assertThat(result.matches().getFirst().score()).isCloseTo(1f, within(1e-6f));
    assertThat(result.matches().getLast().score()).isCloseTo(-0.28f, within(1e-6f));
  }

  @Test
  void equallyNearRecordsComeInTheOrderOfTheirIds() {
    CollectionStore pairs = pairs();
    for (String id : List.of("d", "b", "é", "a", "c")) {
      pairs.upsert("", List.of(record(id, 1, 1)));
    }
    assertThat(ids(pairs.query(query(3, 1, 0)))).containsExactly("a", "b", "c");
    assertThat(ids(pairs.query(query(9, 0, 0)))).containsExactly("a", "b", "c", "d", "é");
  }

  @Test
  void namespacesAreApartAndCountedExactly() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record("a", 1, 0), record("b", 1, 0)));
    pairs.upsert("n", List.of(record("a", 0, 1)));
    pairs.upsert("n2", List.of(record("c", 0, 1)));
    assertThat(pairs.namespaces()).isEqualTo(new TreeMap<>(Map.of("", 2L, "n", 1L, "n2", 1L)));
    assertThat(ids(pairs.query(query(9, 0, 1)))).containsExactly("a", "b");
    pairs.deleteNamespace("n");
    assertThat(pairs.namespaces()).isEqualTo(new TreeMap<>(Map.of("", 2L, "n2", 1L)));
    assertThat(pairs.fetch("n", List.of("a"))).isEmpty();
    assertThat(pairs.fetch("", List.of("a"))).hasSize(1);
  }

  @Test
  void namespaceWithNulIsRefused() {
    CollectionStore pairs = pairs();
    assertThatThrownBy(() -> pairs.upsert("a\0b", List.of(record("x", 1, 0))))
        .isInstanceOf(InvalidRequest.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "a/b#c?d", "图片/红.jpg", "😀", "nul\0inside", "__default__"})
  void idsAreOpaque(String id) {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record(id, 1, 0)));
    assertThat(pairs.fetch("", List.of(id))).containsExactly(record(id, 1, 0));
    assertThat(ids(pairs.query(query(1, 1, 0)))).containsExactly(id);
    assertThat(ids(pairs.page("", "", ALL, "", 5))).containsExactly(id);
    assertThat(pairs.delete("", List.of(id))).isEqualTo(1);
  }

  @Test
  void idOf512BytesIsKeptAndHalfASurrogatePairRefused() {
    CollectionStore pairs = pairs();
    String longest = "é".repeat(256);
    pairs.upsert("", List.of(record(longest, 1, 0)));
    assertThat(pairs.fetch("", List.of(longest))).hasSize(1);
    assertThatThrownBy(() -> pairs.upsert("", List.of(record("\ud800", 1, 0))))
        .isInstanceOf(InvalidRequest.class);
  }

  @Test
  void metadataOf40KilobytesIsKeptSearchableAndCounted() {
    CollectionStore pairs = pairs();
    String text = "长".repeat(13_000);
    VectorRecord big = record("big", Map.of("t", text, "l", List.of("k", "k")));
    pairs.upsert("", List.of(big, record("small", Map.of("t", "s"))));
    assertThat(pairs.fetch("", List.of("big"))).containsExactly(big);
    assertThat(pairs.count("", FilterParser.parse(Map.of("t", text)))).isEqualTo(1);
    assertThat(pairs.count("", FilterParser.parse(Map.of("t", text + "x")))).isZero();
    assertThat(pairs.valueCounts("", "t", ALL)).isEqualTo(new TreeMap<>(Map.of(text, 1L, "s", 1L)));
    assertThat(pairs.valueCounts("", "l", ALL)).isEqualTo(new TreeMap<>(Map.of("k", 1L)));
  }

  @Test
  void mergedMetadataAboveTheLimitIsRefusedAndChangesNothing() {
    CollectionStore pairs = pairs();
    VectorRecord old = record("a", Map.of("x", "x".repeat(30_000)));
    pairs.upsert("", List.of(old));
    Metadata more = MetadataParser.parse(Map.of("y", "y".repeat(30_000)));
    assertThatThrownBy(() -> pairs.mergeMetadata("", Map.of("a", more)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("40960");
    assertThat(pairs.fetch("", List.of("a"))).containsExactly(old);
  }

  @Test
  void mergingKeepsVectorsAndOtherFieldsAndSkipsUnknownIds() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record("a", Map.of("x", "1", "y", 2)), record("b", 3, 4)));
    Metadata change = MetadataParser.parse(Map.of("x", "new"));
    assertThat(pairs.mergeMetadata("", Map.of("a", change, "b", change, "none", change)))
        .isEqualTo(2);
    assertThat(pairs.fetch("", List.of("a", "b", "none")))
        .containsExactly(
            record("a", Map.of("x", "new", "y", 2)),
            new VectorRecord("b", DenseVector.copyOf(3, 4), change));
    assertThat(pairs.count("", FilterParser.parse(Map.of("x", "new")))).isEqualTo(2);
    assertThat(pairs.count("", FilterParser.parse(Map.of("x", "1")))).isZero();
  }

  @Test
  void deletedRecordNeverMatches() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record("a", Map.of("k", "v")), record("b", Map.of("k", "w"))));
    assertThat(pairs.delete("", List.of("a", "a", "none"))).isEqualTo(1);
    assertThat(ids(pairs.query(query(9, 1, 2)))).containsExactly("b");
    assertThat(pairs.valueCounts("", "k", ALL)).isEqualTo(new TreeMap<>(Map.of("w", 1L)));
    assertThat(pairs.deleteMatching("", FilterParser.parse(Map.of("k", "v")))).isZero();
    assertThat(pairs.deleteMatching("", FilterParser.parse(Map.of("k", "w")))).isEqualTo(1);
    assertThat(pairs.namespaces()).isEmpty();
  }

  @Test
  void endlessFilterIsRefusedAndHarmsNoOtherWrite() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record("a", Map.of("k", "v"))));
    MetadataFilter endless =
        new MetadataFilter.Or(
            IntStream.range(0, 5000)
                .mapToObj(i -> FilterParser.parse(Map.of("f" + i, Map.of("$gt", i))))
                .toList());
    assertThatThrownBy(() -> pairs.deleteMatching("", endless)).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> pairs.count("", endless)).isInstanceOf(InvalidRequest.class);
    assertThat(pairs.count("", ALL)).isOne();
  }

  @Test
  void pagesFollowTheBytesOfIdsWithPrefixFilterAndLimit() {
    CollectionStore pairs = pairs();
    for (String id : List.of("p/2", "p/10", "q", "p/é", "p/1", "p", "😀", "\uffee")) {
      pairs.upsert("", List.of(record(id, Map.of("even", id.length() % 2 == 0))));
    }
    pairs.upsert("other", List.of(record("p/0", 1, 0)));
    RecordPage first = pairs.page("", "p/", ALL, "", 2);
    assertThat(ids(first)).containsExactly("p/1", "p/10");
    assertThat(first.next()).contains("p/10");
    RecordPage last = pairs.page("", "p/", ALL, "p/10", 2);
    assertThat(ids(last)).containsExactly("p/2", "p/é");
    assertThat(last.next()).isEmpty();
    assertThat(ids(pairs.page("", "", ALL, "q", 10))).containsExactly("\uffee", "😀");
    assertThat(ids(pairs.page("", "p", FilterParser.parse(Map.of("even", true)), "", 10)))
        .containsExactly("p/10");
    assertThatThrownBy(() -> pairs.page("", "", ALL, "", 0)).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void pagingPassesEveryLastingRecordOnceWhileOthersComeAndGo() {
    CollectionStore pairs = pairs();
    pairs.upsert(
        "", IntStream.range(0, 50).mapToObj(i -> record("k%03d".formatted(i * 2), 1, 0)).toList());
    List<String> seen = new ArrayList<>();
    String after = "";
    Optional<String> next = Optional.of("");
    for (int round = 0; next.isPresent(); round++) {
      RecordPage page = pairs.page("", "k", ALL, after, 7);
      seen.addAll(ids(page));
      next = page.next();
      after = next.orElse(after);
      pairs.upsert("", List.of(record("a" + round, 1, 0), record("k%03d".formatted(round), 1, 0)));
      pairs.delete("", List.of("a" + (round - 1)));
    }
    assertThat(seen).doesNotHaveDuplicates().isSorted();
    assertThat(seen)
        .containsAll(IntStream.range(0, 50).mapToObj(i -> "k%03d".formatted(i * 2)).toList());
  }

  @Test
  void everyFilterMatchesWhatItsPlainTwinMatches() {
    long seed = RandomRecords.seed();
    RandomRecords random = new RandomRecords(new Random(seed));
    Map<String, Metadata> model = new TreeMap<>();
    CollectionStore pairs = pairs();
    for (int batch = 0; batch < 4; batch++) {
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        records.add(new VectorRecord("r" + batch + "-" + i, random.vector(2), random.metadata()));
      }
      pairs.upsert("", records);
      records.forEach(each -> model.put(each.id(), each.metadata()));
    }
    for (int i = 0; i < 300; i++) {
      MetadataFilter filter = random.filter(3);
      List<String> expected =
          model.entrySet().stream()
              .filter(each -> FilterMatcher.matches(filter, each.getValue()))
              .map(Map.Entry::getKey)
              .toList();
      assertThat(ids(pairs.page("", "", filter, "", 1000))).as("%s", filter).isEqualTo(expected);
      assertThat(ids(pairs.query(new VectorQuery("", random.vector(2), 1000, filter))))
          .as("%s", filter)
          .containsExactlyInAnyOrderElementsOf(expected);
      assertThat(pairs.count("", filter)).isEqualTo(expected.size());
    }
  }

  @Test
  void eightWritersSeeTheirOwnWritesAtOnce() throws Exception {
    CollectionStore pairs = pairs();
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < 8; w++) {
        String name = "w" + w;
        writers.add(threads.submit(() -> writeAndRead(pairs, name)));
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(pairs.namespaces().get("shared")).isEqualTo(8 * 20L);
  }

  private static void writeAndRead(CollectionStore pairs, String name) {
    for (int i = 0; i < 20; i++) {
      String id = name + "-" + i;
      pairs.upsert("shared", List.of(record(id, Map.of("by", name))));
      assertThat(pairs.fetch("shared", List.of(id))).hasSize(1);
      assertThat(pairs.count("shared", FilterParser.parse(Map.of("by", name)))).isEqualTo(i + 1);
      pairs.upsert(name, List.of(record(id, 1, 0)));
      assertThat(pairs.delete(name, List.of(id))).isEqualTo(1);
      assertThat(pairs.fetch(name, List.of(id))).isEmpty();
    }
  }

  @Test
  void interruptedCallerHarmsNobody() {
    CollectionStore pairs = pairs();
    Thread.currentThread().interrupt();
    pairs.upsert("", List.of(record("a", 1, 0)));
    assertThat(Thread.interrupted()).isTrue();
    pairs.upsert("", List.of(record("b", 1, 0)));
    assertThat(pairs.count("", ALL)).isEqualTo(2);
  }

  @Test
  void randomOperationsEndAsAPlainMapDoes() {
    long seed = RandomRecords.seed();
    Random random = new Random(seed);
    RandomRecords records = new RandomRecords(random);
    TreeMap<String, VectorRecord> model = new TreeMap<>();
    CollectionStore four = create("four", 4, Similarity.EUCLIDEAN);
    for (int step = 0; step < 200; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          List<VectorRecord> batch = new ArrayList<>();
          for (int i = random.nextInt(8); i >= 0; i--) {
            batch.add(
                new VectorRecord("id" + random.nextInt(60), records.vector(4), records.metadata()));
          }
          four.upsert("", batch);
          batch.forEach(each -> model.put(each.id(), each));
        }
        case 3 -> {
          String id = "id" + random.nextInt(60);
          assertThat(four.delete("", List.of(id))).isEqualTo(model.remove(id) == null ? 0 : 1);
        }
        case 4 -> {
          MetadataFilter filter = records.filter(1);
          if (random.nextInt(4) == 0) {
            int before = model.size();
            model.values().removeIf(each -> FilterMatcher.matches(filter, each.metadata()));
            assertThat(four.deleteMatching("", filter)).isEqualTo(before - model.size());
          }
        }
        case 5 -> {
          String id = "id" + random.nextInt(60);
          Metadata change = records.metadata();
          int changed = four.mergeMetadata("", Map.of(id, change));
          assertThat(changed).isEqualTo(model.containsKey(id) ? 1 : 0);
          model.computeIfPresent(
              id, (_, old) -> new VectorRecord(id, old.vector(), old.metadata().merge(change)));
        }
        case 6 -> {
          if (random.nextInt(4) == 0) {
            four = reopened("four");
          }
        }
        default -> checkNearest(four, model, records);
      }
    }
    assertThat(four.fetch("", List.copyOf(model.keySet()))).isEqualTo(List.copyOf(model.values()));
    assertThat(four.count("", ALL)).isEqualTo(model.size());
  }

  private static void checkNearest(
      CollectionStore four, Map<String, VectorRecord> model, RandomRecords random) {
    DenseVector query = random.vector(4);
    MetadataFilter filter = random.filter(2);
    List<String> expected =
        model.values().stream()
            .filter(each -> FilterMatcher.matches(filter, each.metadata()))
            .sorted(
                Comparator.<VectorRecord, Float>comparing(
                        each -> Similarity.EUCLIDEAN.score(query, each.vector()))
                    .thenComparing(VectorRecord::id))
            .limit(5)
            .map(VectorRecord::id)
            .toList();
    assertThat(ids(four.query(new VectorQuery("", query, 5, filter)))).isEqualTo(expected);
  }

  @Test
  void twentyThousandDimensionsAreSearched() {
    RandomRecords random = new RandomRecords(new Random(7));
    CollectionStore wide = create("wide", 20_000, Similarity.COSINE);
    DenseVector vector = random.vector(20_000);
    wide.upsert("", List.of(new VectorRecord("w", vector, Metadata.empty())));
    QueryResult result = wide.query(new VectorQuery("", vector, 1, ALL));
    assertThat(result.matches().getFirst().score()).isCloseTo(1f, within(1e-5f));
    assertThat(wide.fetch("", List.of("w")).getFirst().vector()).isEqualTo(vector);
  }

  @Test
  void missingFieldMatchesOnlyNegations() {
    CollectionStore pairs = pairs();
    pairs.upsert("", List.of(record("without", 1, 0), record("one", Map.of("n", 1))));
    Map<Map<String, Object>, List<String>> truth =
        Map.of(
            Map.of("$ne", 1), List.of("without"),
            Map.of("$nin", List.of(1)), List.of("without"),
            Map.of("$exists", false), List.of("without"),
            Map.of("$eq", "1"), List.of(),
            Map.of("$gte", 1), List.of("one"),
            Map.of("$lt", 1), List.of());
    truth.forEach(
        (condition, expected) ->
            assertThat(ids(pairs.page("", "", FilterParser.parse(Map.of("n", condition)), "", 9)))
                .as("%s", condition)
                .isEqualTo(expected));
    assertThat(pairs.fetch("", List.of("one")).getFirst().metadata().get("n"))
        .contains(new MetadataValue.Numeric(1));
  }
}
