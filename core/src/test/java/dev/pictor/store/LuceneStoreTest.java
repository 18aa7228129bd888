package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LuceneStoreTest extends VectorStoreContract implements SnapshotsContract, BackupsContract {

  private static final int DIMENSION = 32;

  /// Walks a graph from a few hundred records on.
  private static final StoreTuning GRAPH = new StoreTuning(100, 1, 90, 0.1f, 2);

  @TempDir Path folder;

  @Override
  protected VectorStore open() {
    return LuceneStore.open(folder);
  }

  private CollectionStore make(String name) {
    return store.create(
        new CollectionSpec(name, DIMENSION, Similarity.COSINE, new ModelBinding.Unattested()));
  }

  @ParameterizedTest
  @CsvSource({"COSINE, FLOAT32", "COSINE, INT8", "DOT_PRODUCT, INT8", "EUCLIDEAN, INT8"})
  void graphFindsWhatTheScanFinds(Similarity similarity, Precision precision) {
    Random random = new Random(5);
    List<DenseVector> centres = vectors(random, 40, null, 0);
    store.create(
        new CollectionSpec("clusters", DIMENSION, similarity, new ModelBinding.Unattested()));
    List<VectorRecord> records = clustered(random, centres, 4000);
    try (LuceneStore graphs = LuceneStore.open(folder.resolve("graphs"), GRAPH)) {
      CollectionStore graph =
          graphs.create(
              new CollectionSpec(
                  "g",
                  new VectorSpace.Dense(DIMENSION, similarity, precision),
                  new ModelBinding.Unattested()));
      CollectionStore exact = store.collection("clusters").orElseThrow();
      for (int from = 0; from < records.size(); from += 1000) {
        graph.upsert("", records.subList(from, from + 1000));
        exact.upsert("", records.subList(from, from + 1000));
      }
      MetadataFilter even = FilterParser.parse(Map.of("even", true));
      assertThat(recall(graph, exact, random, centres, MetadataFilter.all())).isGreaterThan(0.97);
      assertThat(recall(graph, exact, random, centres, even)).isGreaterThan(0.97);
      List<String> ids = records.stream().map(VectorRecord::id).toList();
      assertThat(graph.fetch("", ids)).isEqualTo(records);
      assertThat(graphs.verify("g").problems()).isEmpty();
    }
  }

  @Test
  void severalSegmentsAreWalkedAsWellAsOne() {
    Random random = new Random(6);
    List<DenseVector> centres = vectors(random, 40, null, 0);
    CollectionStore exact = make("clusters");
    List<VectorRecord> records = clustered(random, centres, 4000);
    try (LuceneStore graphs = LuceneStore.open(folder.resolve("graphs"), GRAPH)) {
      CollectionStore graph =
          graphs.create(
              new CollectionSpec("g", DIMENSION, Similarity.COSINE, new ModelBinding.Unattested()));
      graph.upsert("", records.subList(0, 3600));
      graph.upsert("", records.subList(3600, 4000));
      exact.upsert("", records);
      assertThat(graph.stats().segments()).isEqualTo(2);
      assertThat(recall(graph, exact, random, centres, MetadataFilter.all())).isGreaterThan(0.97);
    }
  }

  private static double recall(
      CollectionStore graph,
      CollectionStore exact,
      Random random,
      List<DenseVector> centres,
      MetadataFilter filter) {
    int found = 0;
    int wanted = 0;
    for (DenseVector query : vectors(random, 50, centres, 0.5)) {
      QueryResult walked =
          graph.query(new VectorQuery("", query, 10, filter).withEffort(effort(graph)));
      QueryResult scanned =
          exact.query(new VectorQuery("", query, 10, filter).withEffort(new SearchEffort.Exact()));
      assertThat(walked.plan()).isEqualTo(QueryResult.Plan.GRAPH);
      assertThat(scanned.plan()).isEqualTo(QueryResult.Plan.EXACT_SCAN);
      assertThat(scanned.visited()).isEqualTo(exact.count("", filter));
      assertThat(walked.visited()).isPositive();
      wanted += scanned.matches().size();
      // By id: the last bit of a score may differ before and after the kernels are compiled.
      List<String> ids = walked.matches().stream().map(Match::id).toList();
      Map<String, Float> scores =
          scanned.matches().stream().collect(Collectors.toMap(Match::id, Match::score));
      for (Match match : walked.matches()) {
        float exactly = scores.getOrDefault(match.id(), match.score());
        assertThat(match.score()).isCloseTo(exactly, within(1e-5f * Math.abs(exactly) + 1e-6f));
      }
      found += (int) scanned.matches().stream().map(Match::id).filter(ids::contains).count();
    }
    return (double) found / wanted;
  }

  /// Rounded vectors have a walk go farther, which is given up among so few.
  private static SearchEffort effort(CollectionStore graph) {
    return switch (graph.spec().space().precision()) {
      case FLOAT32 -> new SearchEffort.Automatic();
      case INT8 -> new SearchEffort.Walk(40);
    };
  }

  private static List<VectorRecord> clustered(Random random, List<DenseVector> centres, int count) {
    List<VectorRecord> records = new ArrayList<>();
    for (DenseVector each : vectors(random, count, centres, 0.5)) {
      Metadata metadata = MetadataParser.parse(Map.of("even", records.size() % 2 == 0));
      records.add(new VectorRecord("r" + records.size(), each, metadata));
    }
    return records;
  }

  private static List<DenseVector> vectors(
      Random random,
      int count,
      @org.jspecify.annotations.Nullable List<DenseVector> centres,
      double spread) {
    List<DenseVector> vectors = new ArrayList<>();
    for (int v = 0; v < count; v++) {
      float[] values = new float[DIMENSION];
      DenseVector centre = centres == null ? null : centres.get(random.nextInt(centres.size()));
      for (int i = 0; i < DIMENSION; i++) {
        double noise = random.nextGaussian();
        values[i] = (float) (centre == null ? noise : centre.get(i) + spread * noise);
      }
      vectors.add(DenseVector.wrap(values));
    }
    return vectors;
  }

  @Test
  void damagedDescriptionIsReportedWhenTouchedAndStopsNoOther() throws IOException {
    make("good");
    make("bad");
    store.close();
    Path description = folder.resolve("collections/c-bad/collection.json");
    Files.writeString(description, "{\"version\": 1,");
    store = open();
    assertThat(store.collections()).extracting(CollectionSpec::name).containsExactly("good");
    assertThat(store.damaged()).containsOnlyKeys("bad");
    assertThatThrownBy(() -> store.collection("bad"))
        .isInstanceOf(CorruptStore.class)
        .hasMessageContaining("collection.json");
    store.drop("bad");
    assertThat(store.collection("bad")).isEmpty();
    assertThat(store.damaged()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        {"version": 1, "name": "old", "dimension": 8, "similarity": "EUCLIDEAN"}""",
        """
        {"version": 2, "name": "old", "dimension": 8, "similarity": "EUCLIDEAN", "checksum": "fca4aa25"}"""
      })
  void descriptionsOfEarlierVersionsAreRead(String description) throws IOException {
    make("old");
    store.close();
    Files.writeString(folder.resolve("collections/c-old/collection.json"), description);
    store = open();
    assertThat(store.collections())
        .containsExactly(
            new CollectionSpec("old", 8, Similarity.EUCLIDEAN, new ModelBinding.Unattested()));
  }

  @Test
  void truncatedIndexIsReportedWhenTouchedAndStopsNoOther() throws IOException {
    VectorRecord record =
        new VectorRecord("x", vectors(new Random(1), 1, null, 0).getFirst(), Metadata.empty());
    make("good").upsert("", List.of(record));
    make("bad").upsert("", List.of(record));
    store.close();
    Path segment;
    try (Stream<Path> files = Files.list(folder.resolve("collections/c-bad/index"))) {
      segment = files.filter(file -> file.toString().endsWith(".cfs")).findFirst().orElseThrow();
    }
    try (var file = Files.newByteChannel(segment, StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
    store = open();
    CollectionStore bad = store.collection("bad").orElseThrow();
    assertThatThrownBy(() -> bad.count("", MetadataFilter.all()))
        .isInstanceOf(CorruptStore.class)
        .hasMessageContaining(segment.getFileName().toString());
    assertThat(store.collection("good").orElseThrow().count("", MetadataFilter.all())).isOne();
  }

  @Test
  void halfMadeAndHalfDeletedCollectionsGoAtOpen() throws IOException {
    make("kept");
    store.close();
    Path collections = folder.resolve("collections");
    Files.createDirectories(collections.resolve("new-a/index"));
    Files.move(collections.resolve("c-kept"), collections.resolve("dropped-kept-1"));
    store = open();
    assertThat(store.collections()).isEmpty();
    try (Stream<Path> files = Files.list(collections)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void snapshotsKeepTheirOrderWhenTheClockGoesBack() {
    store.close();
    AtomicLong seconds = new AtomicLong(2_000_000_000);
    InstantSource back = () -> Instant.ofEpochSecond(seconds.addAndGet(-1000));
    List<String> ids = new ArrayList<>();
    for (int start = 0; start < 2; start++) {
      store = LuceneStore.open(folder, StoreTuning.DEFAULT, back);
      CollectionStore made = make("c" + start);
      Snapshots snapshots = store.snapshots().orElseThrow();
      for (int i = 0; i < 3; i++) {
        made.upsert("", List.of(KilledWriter.record(i)));
        ids.add(snapshots.create("c" + start, "", "").id());
      }
      assertThat(snapshots.list()).extracting(Snapshot::id).isEqualTo(ids);
      store.close();
    }
    store = open();
    assertThat(store.snapshots().orElseThrow().list()).extracting(Snapshot::id).isEqualTo(ids);
  }

  @Test
  void secondProcessIsRefusedUntilTheFirstEnds() throws Exception {
    make("kept");
    store.close();
    Process holder = HoldingProcess.start(folder);
    try {
      assertThatThrownBy(this::open)
          .isInstanceOf(Unavailable.class)
          .hasMessageContaining(folder.toString())
          .hasMessageContaining("Stop the other process");
    } finally {
      holder.destroyForcibly();
      holder.waitFor();
    }
    store = open();
    assertThat(store.collections()).hasSize(1);
    assertThatThrownBy(this::open).isInstanceOf(Unavailable.class);
  }

  @Test
  void everyAcknowledgedRecordIsThereAfterAKill() throws Exception {
    make("killed");
    store.close();
    int acknowledged = KilledWriter.runAndKill(folder, 25);
    store = open();
    CollectionStore killed = store.collection("killed").orElseThrow();
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < acknowledged; i++) {
      ids.add("id" + i);
    }
    assertThat(killed.fetch("", ids)).hasSize(acknowledged);
    killed.upsert("", List.of(KilledWriter.record(-1)));
    assertThat(killed.fetch("", List.of("id-1"))).hasSize(1);
  }
}
