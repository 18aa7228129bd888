package dev.pictor.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.FilterParser;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.MatchContents;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.QueryResult;
import dev.pictor.store.QueryTarget;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.transfer.TransferProgress.Phase;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.ModelFingerprint;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is exported comes back as it was, and answers as before.
class RoundTripTest {

  private static final int DIMENSION = 33;
  private static final int RECORDS = 2600; // three batches
  private static final ModelBinding.Bound MODEL =
      new ModelBinding.Bound("some-model", new ModelFingerprint("ab".repeat(32)));
  private static final ModelBinding.Bound OTHER =
      new ModelBinding.Bound("other-model", new ModelFingerprint("cd".repeat(32)));

  private final Random random = new Random(11);
  @TempDir Path folder;
  private LuceneStore store;
  private CollectionCatalog catalog;
  private Checkpoints checkpoints;

  @BeforeEach
  void open() {
    store = LuceneStore.open(folder.resolve("store"));
    catalog = new CollectionCatalog(store);
    checkpoints = new Checkpoints(folder.resolve("transfers"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private VectorCollection filled() {
    VectorCollection made =
        catalog.create(new CollectionSpec("from", DIMENSION, Similarity.COSINE, MODEL));
    made.createNamespace(new NamespaceSpec("empty", MetadataSchema.only("a")));
    List<VectorRecord> records = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      records.add(
          new VectorRecord(
              "id/%d 图".formatted(i),
              dense(),
              MetadataParser.parse(
                  Map.of(
                      "name",
                      "a \"b\"\n" + i,
                      "size",
                      i,
                      "exact",
                      random.nextDouble(),
                      "flag",
                      i % 2 == 0,
                      "tags",
                      List.of("x", "猫")))));
    }
    made.defaultNamespace().upsert(records);
    made.namespace("other").upsert(records.subList(0, 40));
    return made;
  }

  /// Numbers of every size: also those with many digits, very small ones and -0.0.
  private DenseVector dense() {
    float[] values = new float[DIMENSION];
    for (int i = 0; i < values.length; i++) {
      values[i] = (random.nextFloat() - 0.5f) * (float) Math.pow(10, random.nextInt(24) - 12);
    }
    values[1] = -0.0f;
    values[2] = Float.MIN_VALUE;
    return DenseVector.wrap(values);
  }

  private TransferProgress imported(Path file, String collection) {
    return imported(file, collection, Optional.empty());
  }

  private TransferProgress imported(
      Path file, String collection, Optional<ImportTarget.Declared> declared) {
    try (RecordSource source = Sources.file(file)) {
      return new RecordImport(
              catalog, checkpoints, new ImportTarget(collection, declared, Similarity.COSINE))
          .run(source, _ -> {});
    }
  }

  private static TransferProgress exported(VectorCollection collection, Path file) {
    return new CollectionExport(collection, ExportSpec.everything()).toFile(file, false, _ -> {});
  }

  private static List<VectorRecord> all(VectorCollection collection, String namespace) {
    return collection
        .namespace(namespace)
        .fetchMatching(MetadataFilter.all(), "", 10_000)
        .records();
  }

  private static void requireSame(VectorCollection from, VectorCollection to) {
    assertThat(to.namespaces()).isEqualTo(from.namespaces());
    for (String namespace : from.namespaces().keySet()) {
      List<VectorRecord> expected = all(from, namespace);
      List<VectorRecord> found = all(to, namespace);
      assertThat(found).isEqualTo(expected);
      for (int i = 0; i < found.size(); i++) {
        assertThat(bits(found.get(i))).isEqualTo(bits(expected.get(i)));
      }
    }
  }

  private static int[] bits(VectorRecord record) {
    float[] values = record.values().dense().orElseThrow().shared();
    int[] bits = new int[values.length];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[i]));
    return bits;
  }

  private static QueryResult asked(VectorCollection collection, DenseVector query) {
    return collection
        .defaultNamespace()
        .query(
            QueryTarget.of(query),
            20,
            FilterParser.parse(Map.of("flag", true), FilterParser.Dialect.PINECONE),
            new SearchEffort.Exact(),
            MatchContents.METADATA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all.jsonl", "all.jsonl.gz", "all.parquet"})
  void everythingComesBackBitForBitAndAnswersTheSame(String name) throws IOException {
    VectorCollection from = filled();
    Path file = folder.resolve(name);
    TransferProgress written = exported(from, file);
    assertThat(written.phase()).isEqualTo(Phase.FINISHED);
    assertThat(written.done()).isEqualTo(RECORDS + 40);
    TransferProgress read = imported(file, "to");
    assertThat(read.phase()).isEqualTo(Phase.FINISHED);
    assertThat(read.done()).isEqualTo(RECORDS + 40);
    assertThat(read.skipped()).isZero();
    VectorCollection to = catalog.get("to");
    assertThat(to.spec()).isEqualTo(from.spec().withName("to"));
    requireSame(from, to);
    for (int i = 0; i < 20; i++) {
      DenseVector query = dense();
      assertThat(asked(to, query).matches()).isEqualTo(asked(from, query).matches());
    }
    // Again changes nothing.
    assertThat(imported(file, "to").done()).isEqualTo(RECORDS + 40);
    requireSame(from, to);
    try (Stream<Path> left = Files.walk(folder.resolve("transfers"))) {
      assertThat(left.filter(Files::isRegularFile)).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hybrid.jsonl", "hybrid.parquet"})
  void denseAndSparseValuesComeBackTogether(String name) {
    VectorCollection from =
        catalog.create(
            new CollectionSpec(
                "from",
                VectorSpace.dense(2, Similarity.DOT_PRODUCT),
                new ModelBinding.Unattested()));
    DenseVector dense = DenseVector.copyOf(1, 2.5f);
    SparseVector sparse = SparseVector.copyOf(new int[] {7, -1}, new float[] {0.1f, -3});
    from.defaultNamespace()
        .upsert(
            List.of(
                new VectorRecord(
                    "a", VectorValues.of(dense, sparse), MetadataParser.parse(Map.of())),
                new VectorRecord("b", dense, MetadataParser.parse(Map.of()))));
    Path file = folder.resolve(name);
    exported(from, file);
    imported(file, "to");
    requireSame(from, catalog.get("to"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sparse.jsonl", "sparse.parquet"})
  void sparseCollectionsComeBack(String name) {
    VectorCollection from =
        catalog.create(
            new CollectionSpec("from", new VectorSpace.Sparse(), new ModelBinding.Unattested()));
    SparseVector sparse = SparseVector.copyOf(new int[] {7, -1}, new float[] {0.1f, -3});
    from.defaultNamespace()
        .upsert(
            List.of(
                new VectorRecord("a", VectorValues.of(sparse), MetadataParser.parse(Map.of()))));
    Path file = folder.resolve(name);
    exported(from, file);
    imported(file, "to");
    assertThat(catalog.get("to").spec()).isEqualTo(from.spec().withName("to"));
    assertThat(all(catalog.get("to"), "")).isEqualTo(all(from, ""));
  }

  @Test
  void aFilterAndANamespaceChooseTheRecords() {
    VectorCollection from = filled();
    Path file = folder.resolve("some.parquet");
    MetadataFilter filter =
        FilterParser.parse(Map.of("size", Map.of("$lt", 10)), FilterParser.Dialect.PINECONE);
    TransferProgress written =
        new CollectionExport(from, new ExportSpec(Optional.of("other"), filter))
            .toFile(file, false, _ -> {});
    assertThat(written.done()).isEqualTo(10);
    imported(file, "to");
    assertThat(catalog.get("to").namespaces().keySet()).containsExactly("other");
    assertThat(all(catalog.get("to"), "other")).hasSize(10);
    ExportSpec missing = new ExportSpec(Optional.of("none"), MetadataFilter.all());
    assertThatThrownBy(
            () ->
                new CollectionExport(from, missing)
                    .toFile(folder.resolve("x.jsonl"), false, _ -> {}))
        .isInstanceOf(NotFound.class)
        .hasMessageContaining("namespace: none (expected: one of [, empty, other]");
    assertThat(folder.resolve("x.jsonl.unfinished")).doesNotExist();
  }

  @Test
  void aFileThatIsThereIsKeptUnlessItMayBeReplaced() throws IOException {
    VectorCollection from = filled();
    Path file = Files.writeString(folder.resolve("there.jsonl"), "mine");
    assertThatThrownBy(() -> exported(from, file))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("is there (expected: a new name)");
    assertThat(file).hasContent("mine");
    new CollectionExport(from, ExportSpec.everything()).toFile(file, true, _ -> {});
    assertThat(file).content().startsWith("{\"pictor-export\":");
    assertThatThrownBy(() -> exported(from, folder.resolve("there.csv")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("expected: a name that ends with .jsonl, .jsonl.gz or .parquet");
  }

  @Test
  void anExportThatIsStoppedLeavesNoFile() {
    VectorCollection from = filled();
    CollectionExport export = new CollectionExport(from, ExportSpec.everything());
    TransferProgress ended =
        export.toFile(folder.resolve("all.jsonl"), false, _ -> export.interrupt());
    assertThat(ended.phase()).isEqualTo(Phase.INTERRUPTED);
    assertThat(folder.resolve("all.jsonl")).doesNotExist();
    assertThat(folder.resolve("all.jsonl.unfinished")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"all.jsonl", "all.jsonl.gz", "all.parquet"})
  void anImportThatWasStoppedGoesOnWhereItWas(String name) {
    VectorCollection from = filled();
    Path file = folder.resolve(name);
    exported(from, file);
    List<String> places = new ArrayList<>();
    RecordImport stopping = into("to");
    try (RecordSource source =
        new Watched(
            Sources.file(file),
            row -> {
              places.add(row.place());
              if (places.size() == 1500) {
                stopping.interrupt();
              }
            })) {
      TransferProgress ended = stopping.run(source, _ -> {});
      assertThat(ended.phase()).isEqualTo(Phase.INTERRUPTED);
      assertThat(ended.done()).isEqualTo(1500);
    }
    assertThat(places).hasSize(1500);
    places.clear();
    try (RecordSource source = new Watched(Sources.file(file), row -> places.add(row.place()))) {
      TransferProgress ended = into("to").run(source, _ -> {});
      assertThat(ended.phase()).isEqualTo(Phase.FINISHED);
      assertThat(ended.done()).isEqualTo(RECORDS + 40);
    }
    assertThat(places).hasSize(RECORDS + 40 - 1500);
    requireSame(from, catalog.get("to"));
  }

  private RecordImport into(String collection) {
    return new RecordImport(
        catalog, checkpoints, new ImportTarget(collection, Optional.empty(), Similarity.COSINE));
  }

  /// Tells of the rows that are read.
  private record Watched(RecordSource source, Consumer<SourceRow> listener)
      implements RecordSource {
    @Override
    public String identity() {
      return source.identity();
    }

    @Override
    public Optional<CollectionHeader> header() {
      return source.header();
    }

    @Override
    public void resume(String position) throws UnreadableFile {
      source.resume(position);
    }

    @Override
    public Optional<SourceRow> next() throws UnreadableFile {
      Optional<SourceRow> row = source.next();
      row.ifPresent(listener);
      return row;
    }

    @Override
    public String position() {
      return source.position();
    }

    @Override
    public double share() {
      return source.share();
    }

    @Override
    public void close() {
      source.close();
    }
  }

  @Test
  void badLinesAreToldAndTheOthersComeIn() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("bad.jsonl"),
            """
            {"id":"a","values":[1,2],"metadata":{"n":1}}
            {"id":"b","values":[1,"x"]}

            not json
            {"id":"","values":[1,2]}
            {"id":"c","values":[1,2,3]}
            {"id":"d","values":[1,1e39]}
            {"id":"e","values":[2,3],"metadata":{"n":{"deep":1}}}
            {"id":"f","vector":[2,3]}
            {"id":"g","values":[2,3],"metadata":null}
            """);
    TransferProgress read = imported(file, "to");
    assertThat(read.done()).isEqualTo(2);
    assertThat(read.skipped()).isEqualTo(7);
    assertThat(read.problems().stream().map(each -> each.place() + ": " + each.reason()).toList())
        .satisfiesExactly(
            each ->
                assertThat(each)
                    .isEqualTo(
                        "line 2: values[1]: no number (expected: one in the range of float32)"),
            each -> assertThat(each).startsWith("line 4: column ").contains("no JSON"),
            each -> assertThat(each).startsWith("line 5: id: 0 bytes"),
            each -> assertThat(each).isEqualTo("line 6: 3 numbers (expected: 2)"),
            each -> assertThat(each).startsWith("line 7: vector[1]: Infinity"),
            each -> assertThat(each).startsWith("line 8: metadata.n"),
            each -> assertThat(each).startsWith("line 9: vector: unknown field"));
    assertThat(catalog.get("to").spec().model()).isEqualTo(new ModelBinding.Unattested());
    assertThat(all(catalog.get("to"), "").stream().map(VectorRecord::id)).containsExactly("a", "g");
  }

  @Test
  void aPartOfAnExportIsNotTakenForTheWhole() throws IOException {
    VectorCollection from = filled();
    Path whole = folder.resolve("all.jsonl");
    exported(from, whole);
    List<String> lines = Files.readAllLines(whole);
    Path part = Files.write(folder.resolve("part.jsonl"), lines.subList(0, 1501));
    assertThatThrownBy(() -> imported(part, "to"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("part.jsonl")
        .hasMessageContaining("ends after line 1501");
    assertThat(all(catalog.get("to"), "")).hasSize(1500);
  }

  @Test
  void vectorsOfAnotherModelAreRefused() {
    VectorCollection from = filled();
    Path file = folder.resolve("all.parquet");
    exported(from, file);
    catalog.create(new CollectionSpec("bound", DIMENSION, Similarity.COSINE, OTHER));
    assertThatThrownBy(() -> imported(file, "bound"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("model: some-model");
    assertThatThrownBy(
            () -> imported(file, "new", Optional.of(new ImportTarget.Declared(OTHER, DIMENSION))))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("Leave the model out.");
    assertThat(catalog.find("new")).isEmpty();
    catalog.create(new CollectionSpec("small", 2, Similarity.COSINE, MODEL));
    assertThatThrownBy(() -> imported(file, "small"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("dimension: 33 (expected: 2, collection: small)");
    catalog.create(
        new CollectionSpec("blank", DIMENSION, Similarity.COSINE, new ModelBinding.Unattested()));
    assertThat(imported(file, "blank").skipped()).isZero();
    assertThat(catalog.get("blank").spec().model()).isEqualTo(MODEL);
  }

  @Test
  void vectorsOfNobodyKnowsWhichModelNeedADeclaration() throws IOException {
    catalog.create(new CollectionSpec("bound", 2, Similarity.COSINE, MODEL));
    Path file = Files.writeString(folder.resolve("plain.jsonl"), "{\"id\":\"a\",\"values\":[1,2]}");
    assertThatThrownBy(() -> imported(file, "bound"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("If it made them, say so: --model some-model");
    assertThatThrownBy(
            () -> imported(file, "new", Optional.of(new ImportTarget.Declared(MODEL, 3))))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("dimension: 2 (expected: 3, model: some-model)");
    assertThat(catalog.find("new")).isEmpty();
    ImportTarget.Declared declared = new ImportTarget.Declared(MODEL, 2);
    assertThat(imported(file, "bound", Optional.of(declared)).done()).isEqualTo(1);
  }
}
