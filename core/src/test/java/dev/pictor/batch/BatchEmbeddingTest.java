package dev.pictor.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.Shard;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.Namespace;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.IndexProgress;
import dev.pictor.library.LibraryConfig;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorStore;
import dev.pictor.transfer.Checkpoints;
import dev.pictor.transfer.FileRow;
import dev.pictor.transfer.ImportTarget;
import dev.pictor.transfer.ParquetFile;
import dev.pictor.transfer.RecordImport;
import dev.pictor.transfer.RecordSource;
import dev.pictor.transfer.Sources;
import dev.pictor.transfer.TransferProgress;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Pictures of folders, archives and lists embedded into parts, with the bundled model.
class BatchEmbeddingTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "photos");
  private static final PictureLimits LIMITS = PictureLimits.defaults();

  private static byte[] noWeb(String address) {
    throw new InvalidRequest("no web here: " + address);
  }

  private static Embedder embedder;

  @TempDir private Path folder;
  private Path photos;
  private Path output;

  @BeforeAll
  static void open() {
    embedder =
        Embedder.open(
            ModelCatalog.onClassPath().load("pocket"),
            new PictureDecoder(LIMITS),
            EmbedderConfig.defaults());
  }

  @AfterAll
  static void close() {
    embedder.close();
  }

  @BeforeEach
  void copyPhotos() throws IOException {
    photos = folder.resolve("photos");
    output = folder.resolve("out");
    List<Path> some;
    try (Stream<Path> all = Files.walk(EXAMPLES)) {
      some = all.filter(each -> each.toString().endsWith(".jpg")).sorted().limit(12).toList();
    }
    for (int i = 0; i < some.size(); i++) {
      Path copy = photos.resolve("sub " + i % 3).resolve(i + "é.jpg");
      Files.createDirectories(copy.getParent());
      Files.copy(some.get(i), copy);
    }
    Files.writeString(photos.resolve("broken.jpg"), "no picture");
    Files.writeString(photos.resolve("notes.txt"), "nothing that looks like one");
    Files.copy(some.getFirst(), photos.resolve("without-extension"));
  }

  private BatchProgress embed(Path input, String shard) {
    return embed(input, shard, BatchEmbeddingTest::noWeb);
  }

  private BatchProgress embed(Path input, String shard, Function<String, byte[]> web) {
    BatchSpec spec = new BatchSpec(input, output, Shard.parse(shard), false);
    return new BatchEmbedding(spec, embedder, LIMITS, web).run(_ -> {});
  }

  private Set<String> embeddedIds() throws Exception {
    Set<String> ids = new TreeSet<>();
    for (Path part : parts()) {
      try (ParquetFile file = ParquetFile.open(part, 0)) {
        for (Optional<FileRow> row = file.next(); row.isPresent(); row = file.next()) {
          if (row.get() instanceof FileRow.Good good) {
            assertThat(ids.add(good.content().id())).as("twice: " + good).isTrue();
          }
        }
      }
    }
    return ids;
  }

  private List<Path> parts() throws IOException {
    try (Stream<Path> files = Files.list(output)) {
      return files
          .filter(each -> EmbeddedParts.isName(each.getFileName().toString()))
          .sorted()
          .toList();
    }
  }

  @Test
  void whatIsImportedIsWhatIndexingTheFolderMakes() throws Exception {
    BatchProgress done = embed(photos, "1/1");
    assertThat(done.embedded()).isEqualTo(13);
    assertThat(done.failures()).extracting(BatchProgress.Failed::id).containsExactly("broken.jpg");
    try (VectorStore store = LuceneStore.open(folder.resolve("store"))) {
      CollectionCatalog catalog = new CollectionCatalog(store);
      TransferProgress read = importInto(catalog, "parts");
      assertThat(read.done()).isEqualTo(13);
      assertThat(read.problems()).hasSize(1);
      assertThat(read.problems().getFirst().reason())
          .startsWith("broken.jpg has no vector: not a picture");
      assertThat(catalog.get("parts").spec().model())
          .isEqualTo(new ModelBinding.Bound("pocket", embedder.fingerprint()));
      index(catalog, "indexed");
      Map<String, VectorRecord> indexed = records(catalog, "indexed");
      Map<String, VectorRecord> imported = records(catalog, "parts");
      assertThat(imported.keySet()).isEqualTo(indexed.keySet());
      assertThat(imported).isEqualTo(indexed);
      IndexProgress again = index(catalog, "parts");
      assertThat(again.unchanged()).as("indexing knows all that was imported").isEqualTo(13);
      assertThat(again.indexed()).isZero();
    }
  }

  private TransferProgress importInto(CollectionCatalog catalog, String name) {
    ImportTarget target = new ImportTarget(name, Optional.empty(), Similarity.COSINE);
    Checkpoints checkpoints = new Checkpoints(folder.resolve("transfers"));
    try (RecordSource source = Sources.file(output)) {
      return new RecordImport(catalog, checkpoints, target).run(source, _ -> {});
    }
  }

  private IndexProgress index(CollectionCatalog catalog, String name) {
    if (catalog.find(name).isEmpty()) {
      catalog.create(
          new CollectionSpec(
              name,
              embedder.model().dimension(),
              Similarity.COSINE,
              new ModelBinding.Bound("pocket", embedder.fingerprint())));
    }
    try (PhotoLibrary library =
        PhotoLibrary.open(
            new LibrarySpec(List.of(photos), folder.resolve("state-" + name)),
            catalog.get(name),
            embedder,
            new PictureDecoder(LIMITS),
            Map.of(),
            LibraryConfig.defaults())) {
      return library.index(_ -> {});
    }
  }

  private static Map<String, VectorRecord> records(CollectionCatalog catalog, String name) {
    Namespace records = catalog.get(name).defaultNamespace();
    return records.fetchMatching(MetadataFilter.all(), "", 1000).records().stream()
        .collect(Collectors.toMap(VectorRecord::id, Function.identity()));
  }

  @Test
  void aSecondRunEmbedsExactlyWhatIsMissing() throws Exception {
    assertThat(embed(photos, "1/1").embedded()).isEqualTo(13);
    BatchProgress nothing = embed(photos, "1/1");
    assertThat(nothing.before()).isEqualTo(14);
    assertThat(nothing.embedded() + nothing.failed()).isZero();
    assertThat(nothing.parts()).isZero();
    Files.copy(photos.resolve("without-extension"), photos.resolve("new.jpg"));
    BatchProgress one = embed(photos, "1/1");
    assertThat(one.embedded()).isEqualTo(1);
    assertThat(embeddedIds()).hasSize(14).contains("new.jpg", "sub 0/0é.jpg");
  }

  @Test
  void errorsAreTriedAgainWhenThatIsAskedFor() throws Exception {
    embed(photos, "1/1");
    Files.copy(
        photos.resolve("without-extension"),
        photos.resolve("broken.jpg"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThat(embed(photos, "1/1").embedded()).isZero();
    BatchProgress again =
        new BatchEmbedding(
                new BatchSpec(photos, output, Shard.whole(), true),
                embedder,
                LIMITS,
                BatchEmbeddingTest::noWeb)
            .run(_ -> {});
    assertThat(again.embedded()).isEqualTo(1);
    assertThat(embeddedIds()).contains("broken.jpg").hasSize(14);
  }

  @Test
  void shardsTogetherAreAllPicturesAndNoneTwice() throws Exception {
    long sum = 0;
    for (int i = 1; i <= 3; i++) {
      long embedded = embed(photos, i + "/3").embedded();
      assertThat(embedded).isLessThan(13);
      sum += embedded;
    }
    assertThat(sum).isEqualTo(13);
    assertThat(embeddedIds()).hasSize(13);
    assertThat(embed(photos, "1/1").embedded()).isZero();
  }

  @Test
  void anInterruptedRunPublishesWhatItHasAndTheNextGoesOn() throws Exception {
    BatchSpec spec = new BatchSpec(photos, output, Shard.whole(), false);
    List<BatchEmbedding> self = new ArrayList<>();
    self.add(new BatchEmbedding(spec, embedder, LIMITS, BatchEmbeddingTest::noWeb));
    BatchProgress stopped =
        self.getFirst()
            .run(
                progress -> {
                  if (progress.embedded() == 5) {
                    self.getFirst().interrupt();
                  }
                });
    assertThat(stopped.finished()).isFalse();
    assertThat(stopped.embedded()).isEqualTo(5);
    assertThat(embed(photos, "1/1").embedded()).isEqualTo(8);
    assertThat(embeddedIds()).hasSize(13);
  }

  @Test
  void aWebDatasetGivesPicturesWithWhatStandsBesideThem() throws Exception {
    Path shards = Files.createDirectories(folder.resolve("shards"));
    byte[] jpeg = Files.readAllBytes(photos.resolve("without-extension"));
    String longName = "a-name-that-is-longer-than-a-header-holds/".repeat(4) + "x.jpg";
    Map<String, byte[]> members = new java.util.LinkedHashMap<>();
    members.put("000.jpg", jpeg);
    members.put(
        "000.json",
        "{\"author\": \"me\", \"stars\": 3, \"sha256\": \"not this\", \"deep\": {\"a\": 1}}"
            .getBytes(StandardCharsets.UTF_8));
    members.put("000.txt", "a caption\n".getBytes(StandardCharsets.UTF_8));
    members.put("001.cls", "7".getBytes(StandardCharsets.UTF_8));
    members.put("001.jpg", jpeg);
    members.put("002.jpg", "broken".getBytes(StandardCharsets.UTF_8));
    members.put(longName, jpeg);
    writeTar(shards.resolve("a.tar"), members);
    Files.writeString(shards.resolve("b.tar"), "no archive".repeat(200));
    BatchProgress done = embed(shards, "1/1");
    assertThat(done.failures())
        .extracting(BatchProgress.Failed::id)
        .containsExactly("a.tar/002.jpg", "b.tar");
    Map<String, String> metadata = metadata();
    assertThat(metadata.keySet())
        .containsExactlyInAnyOrder("a.tar/000.jpg", "a.tar/001.jpg", "a.tar/" + longName);
    assertThat(metadata.get("a.tar/000.jpg"))
        .contains("\"caption\":\"a caption\"", "\"author\":\"me\"", "\"stars\":3")
        .contains("\"folder\":\"a.tar\"", "\"modified\":\"1970-01-01T00:00:01Z\"")
        .doesNotContain("not this", "deep");
    assertThat(metadata.get("a.tar/001.jpg")).contains("\"label\":7");
    assertThat(embed(shards.resolve("a.tar"), "1/1").embedded()).as("the same ids").isZero();
  }

  private Map<String, String> metadata() throws Exception {
    Map<String, String> metadata = new HashMap<>();
    for (Path part : parts()) {
      try (ParquetFile file = ParquetFile.open(part, 0)) {
        for (Optional<FileRow> row = file.next(); row.isPresent(); row = file.next()) {
          if (row.get() instanceof FileRow.Good good) {
            metadata.put(good.content().id(), good.content().metadata().orElse(""));
          }
        }
      }
    }
    return metadata;
  }

  /// ustar, with GNU's long names.
  static void writeTar(Path file, Map<String, byte[]> members) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        byte[] name = member.getKey().getBytes(StandardCharsets.UTF_8);
        if (name.length > 100) {
          writeMember(out, "././@LongLink", 'L', name);
        }
        String shown = member.getKey();
        writeMember(out, shown.substring(0, Math.min(100, shown.length())), '0', member.getValue());
      }
      out.write(new byte[1024]);
    }
  }

  private static void writeMember(OutputStream out, String name, char type, byte[] content)
      throws IOException {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, String.format("%011o", content.length));
    put(header, 136, "00000000001");
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar");
    put(header, 263, "00");
    int sum = 0;
    for (byte each : header) {
      sum += each & 0xff;
    }
    put(header, 148, String.format("%06o", sum));
    header[154] = 0;
    out.write(header);
    out.write(content);
    out.write(new byte[(512 - content.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Test
  void aListGivesFilesAndAddressesWithItsColumns() throws Exception {
    byte[] jpeg = Files.readAllBytes(photos.resolve("without-extension"));
    Path list = folder.resolve("list.csv");
    Files.writeString(
        list,
        """
        path,url,id,stars,word
        photos/sub 0/0é.jpg,,,3,one
        ,https://example.org/a/b.jpg?x=1,mine,4,
        ,https://example.org/gone.jpg,,,two
        photos/none.jpg,,,,
        ,,,5,
        ,s3a://bucket/x.jpg,,,
        """);
    BatchProgress done =
        embed(
            list,
            "1/1",
            address -> {
              if (address.contains("gone")) {
                throw new InvalidRequest("answered 404");
              }
              return jpeg;
            });
    assertThat(done.failures())
        .extracting(BatchProgress.Failed::id)
        .containsExactly(
            "https://example.org/gone.jpg",
            "photos/none.jpg",
            "list.csv, row 5",
            "s3a://bucket/x.jpg");
    assertThat(done.failures().getFirst().error()).isEqualTo("answered 404");
    assertThat(done.failures().get(1).error()).contains("it is gone");
    Map<String, String> metadata = metadata();
    assertThat(metadata.keySet()).containsExactlyInAnyOrder("photos/sub 0/0é.jpg", "mine");
    assertThat(metadata.get("mine"))
        .contains("\"url\":\"https://example.org/a/b.jpg?x=1\"", "\"filename\":\"b.jpg\"")
        .contains("\"stars\":4")
        .doesNotContain("word", "\"uploaded\"", "\"path\"");
    assertThat(metadata.get("photos/sub 0/0é.jpg"))
        .contains("\"path\":\"photos/sub 0/0é.jpg\"", "\"word\":\"one\"");
  }

  @Test
  void wrongInputsAndOutputsAreExplained() throws Exception {
    assertThatThrownBy(() -> embed(folder.resolve("nothing"), "1/1"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("is not there (expected: a folder, a .tar, or a list");
    Path list = folder.resolve("list.csv");
    Files.writeString(list, "name\nx\n");
    assertThatThrownBy(() -> embed(list, "1/1"))
        .hasMessageContaining("list.csv: columns [name] (expected: url or path");
    Files.writeString(list, "path,width\nx,3\n");
    assertThatThrownBy(() -> embed(list, "1/1")).hasMessageContaining("column width");
    assertThatThrownBy(() -> Shard.parse("3/2")).hasMessageContaining("shard: 3/2 (expected: i/n");
    assertThatThrownBy(() -> Shard.parse("x")).hasMessageContaining("shard: x (expected: i/n");
    EmbeddedParts.Model other = new EmbeddedParts.Model("other", "ab".repeat(32), 2);
    Files.write(
        output.resolve(EmbeddedParts.name("other", 0)),
        EmbeddedParts.encode(
            other, List.of(new dev.pictor.bulk.EmbeddedRow("x", new float[] {1, 0}, "{}", ""))));
    assertThatThrownBy(() -> embed(photos, "1/1"))
        .isInstanceOf(Conflict.class)
        .hasMessageContaining("fingerprint abab");
  }

  @Test
  void oneRunAtATimeWritesAShard() {
    BatchSpec spec = new BatchSpec(photos, output, Shard.whole(), false);
    List<String> refused = new ArrayList<>();
    new BatchEmbedding(spec, embedder, LIMITS, BatchEmbeddingTest::noWeb)
        .run(
            _ -> {
              if (refused.isEmpty()) {
                assertThatThrownBy(() -> embed(photos, "1/1"))
                    .isInstanceOf(Conflict.class)
                    .satisfies(each -> refused.add(each.getMessage()));
              }
            });
    assertThat(refused).singleElement().asString().contains("another run of shard 1/1");
  }
}
