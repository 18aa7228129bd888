package dev.pictor.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.EmbeddedRow;
import dev.pictor.error.InvalidRequest;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.transfer.FileRecord;
import dev.pictor.transfer.FileRow;
import dev.pictor.transfer.ParquetFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Spark on two local cores, with the bundled model and with a server; run with `-Plong`.
@Tag("spark")
class SparkJobsTest {

  private static final Path EXAMPLES = Path.of("..", "examples", "photos");
  private static final int PHOTOS = 12;
  private static final float NEAR = 1e-5f;
  private static final ServerOptions NO_SERVER = new ServerOptions("", "");

  @TempDir private static Path shared;
  private static SparkSession session;
  private static PictorServer server;
  private static Path photos;
  private static Map<String, JsonNode> indexed;

  @TempDir private Path folder;
  private Path output;

  /// A server that has indexed some photos, and one that is none.
  @BeforeAll
  static void start() throws Exception {
    photos = shared.resolve("photos");
    List<Path> some;
    try (Stream<Path> all = Files.walk(EXAMPLES)) {
      some = all.filter(each -> each.toString().endsWith(".jpg")).sorted().limit(PHOTOS).toList();
    }
    for (int i = 0; i < some.size(); i++) {
      Path copy = photos.resolve("sub " + i % 3).resolve(i + "é.jpg");
      Files.createDirectories(copy.getParent());
      Files.copy(some.get(i), copy);
    }
    Files.writeString(photos.resolve("broken.jpg"), "no picture");
    Files.writeString(photos.resolve("notes.txt"), "nothing that looks like one");
    session =
        SparkSession.builder()
            .config(
                new SparkConf()
                    .setMaster("local[2]")
                    .setAppName("test")
                    .set("spark.ui.enabled", "false")
                    .set("spark.sql.shuffle.partitions", "2"))
            .getOrCreate();
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(shared.resolve("data"))
                .photos(List.of(photos))
                .port(0)
                .pineconePort(0)
                .watch(false)
                .rescan(Duration.ZERO)
                .browser(false)
                .build());
    end(server.firstJob().orElseThrow());
    indexed = exported("photos");
    assertThat(indexed).hasSize(PHOTOS);
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    session.close();
  }

  @BeforeEach
  void name() {
    output = folder.resolve("out");
  }

  private static byte[] get(String path) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.uri().resolve(path)).build(), BodyHandlers.ofByteArray())
        .body();
  }

  /// Reads the events of a job to their end.
  private static void end(String job) throws IOException, InterruptedException {
    assertThat(new String(get("/api/v1/jobs/" + job + "/events"), StandardCharsets.UTF_8))
        .contains("event: end");
  }

  private static Map<String, JsonNode> exported(String collection)
      throws IOException, InterruptedException {
    byte[] lines = get("/api/v1/collections/" + collection + "/export?format=jsonl");
    Map<String, JsonNode> records = new TreeMap<>();
    new String(lines, StandardCharsets.UTF_8)
        .lines()
        .map(JsonMapper.shared()::readTree)
        .filter(each -> each.has("id"))
        .forEach(each -> records.put(each.path("id").asString(), each));
    return records;
  }

  private EmbedSpec spec(Path input, ServerOptions by) {
    return new EmbedSpec(input.toString(), output.toString(), by, "", 5, false, true);
  }

  private EmbedJob.Result embed(Path input) throws Exception {
    return new EmbedJob(session, spec(input, NO_SERVER)).run();
  }

  private static ServerOptions theServer() {
    return ServerOptions.of(server.uri().toString(), "");
  }

  /// For how many pictures the model of this process has worked so far.
  private long worked() throws Exception {
    return Models.open(
            spec(photos, NO_SERVER), 2, false, session.sparkContext().hadoopConfiguration())
        .worked();
  }

  private Map<String, FileRecord> published() throws Exception {
    Map<String, FileRecord> records = new TreeMap<>();
    for (Path part : parts()) {
      for (FileRecord each : goodRows(part)) {
        assertThat(records.put(each.id(), each)).as("once: %s", each.id()).isNull();
      }
    }
    return records;
  }

  private static List<FileRecord> goodRows(Path part) throws Exception {
    List<FileRecord> good = new ArrayList<>();
    try (ParquetFile file = ParquetFile.open(part, 0)) {
      for (Optional<FileRow> row = file.next(); row.isPresent(); row = file.next()) {
        if (row.get() instanceof FileRow.Good each) {
          good.add(each.content());
        }
      }
    }
    return good;
  }

  private FileRecord published(String id) throws Exception {
    return Optional.ofNullable(published().get(id)).orElseThrow();
  }

  private String metadata(String id) throws Exception {
    return published(id).metadata().orElseThrow();
  }

  private List<Path> parts() throws IOException {
    if (!Files.exists(output)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(output)) {
      return files.filter(each -> EmbeddedParts.isName(each.getFileName().toString())).toList();
    }
  }

  private void assertAsIndexed() throws Exception {
    Map<String, FileRecord> published = published();
    assertThat(published.keySet()).isEqualTo(indexed.keySet());
    for (FileRecord record : published.values()) {
      JsonNode served = Optional.ofNullable(indexed.get(record.id())).orElseThrow();
      assertThat(JsonMapper.shared().readTree(record.metadata().orElseThrow()))
          .isEqualTo(served.path("metadata"));
      float[] values = record.values().orElseThrow();
      assertThat(values).hasSize(served.path("values").size());
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).isCloseTo(served.path("values").get(i).floatValue(), within(NEAR));
      }
    }
  }

  @Test
  void aFolderGetsTheVectorsAndTheMetadataOfTheServer() throws Exception {
    EmbedJob.Result result = embed(photos);
    assertThat(result.embedded()).isEqualTo(PHOTOS);
    assertOnlyTheBrokenOneFailed(result);
    assertAsIndexed();
  }

  private static void assertOnlyTheBrokenOneFailed(EmbedJob.Result result) {
    assertThat(result.failed()).isEqualTo(1);
    assertThat(result.failures())
        .singleElement()
        .asString()
        .startsWith("broken.jpg: not a picture");
  }

  @Test
  void aResumedJobWorksForExactlyWhatIsMissing() throws Exception {
    assertThat(embed(photos).embedded()).isEqualTo(PHOTOS);
    List<Path> parts = parts();
    assertThat(parts).hasSizeGreaterThan(1);
    int lost = goodRows(parts.get(0)).size();
    Files.delete(parts.get(0));
    long before = worked();
    EmbedJob.Result again = embed(photos);
    assertThat(again.embedded()).isEqualTo(lost);
    assertThat(again.before() + lost + again.failed()).isEqualTo(PHOTOS + 1);
    assertThat(worked() - before).isEqualTo(lost);
    EmbedJob.Result nothing = embed(photos);
    assertThat(nothing.embedded() + nothing.failed()).isZero();
    assertThat(nothing.before()).isEqualTo(PHOTOS + 1);
    assertThat(worked() - before).isEqualTo(lost);
    assertAsIndexed();
  }

  @Test
  void aServerEmbedsForExecutorsWithoutAModel() throws Exception {
    EmbedJob.Result result = new EmbedJob(session, spec(photos, theServer())).run();
    assertThat(result.embedded()).isEqualTo(PHOTOS);
    assertOnlyTheBrokenOneFailed(result);
    assertAsIndexed();
  }

  /// The whole program on an older Java, which cannot load most of Pictor's classes.
  @Test
  void theSameRunsOnJava17() throws Exception {
    Optional<Path> java = olderJava();
    Assumptions.assumeTrue(java.isPresent(), "no Java 17 in JAVA17_HOME or below /usr/lib/jvm");
    String url = server.uri().toString();
    Process process =
        program(
            java.get(),
            List.of("embed", "--input", photos.toString(), "--output", output.toString()),
            List.of("--server", url, "--json"));
    assertThat(process.waitFor()).as(log()).isEqualTo(Main.SOME_FAILED);
    assertThat(log()).contains("\"embedded\" : " + PHOTOS);
    assertAsIndexed();
  }

  private String log() throws IOException {
    return Files.readString(folder.resolve("program.log"));
  }

  private static Optional<Path> olderJava() throws IOException {
    String named = System.getenv("JAVA17_HOME");
    if (named != null) {
      return Optional.of(Path.of(named, "bin", "java"));
    }
    Path all = Path.of("/usr/lib/jvm");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> homes = Files.list(all)) {
      return homes
          .filter(each -> each.getFileName().toString().contains("17"))
          .map(each -> each.resolve("bin").resolve("java"))
          .filter(Files::isExecutable)
          .findFirst();
    }
  }

  /// `pictor-spark` in a process of its own.
  private Process program(Path java, List<String> arguments, List<String> more) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(Path.of("..", "build", "spark.args")));
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.add("@" + Files.write(folder.resolve("spark.args"), lines));
    command.addAll(
        List.of(
            "-Dspark.master=local[2]",
            "-Dspark.ui.enabled=false",
            "-Dlog4j2.configurationFile=../build/spark-log4j2.properties",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName()));
    command.addAll(arguments);
    command.addAll(more);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("program.log").toFile())
        .start();
  }

  @Test
  void aKilledDriverIsGoneOnWith() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.createDirectories(output);
    Process process =
        program(
            java,
            List.of("embed", "--input", EXAMPLES.toString(), "--output", output.toString()),
            List.of("--part-rows", "8"));
    awaitParts(process, 4);
    process.destroyForcibly();
    assertThat(process.waitFor()).isNotZero();
    int survived = published().size();
    long before = worked();
    EmbedJob.Result rest = embed(EXAMPLES);
    int all;
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      all = (int) files.filter(each -> each.toString().endsWith(".jpg")).count();
    }
    assertThat(survived).isBetween(4 * 8, all - 1);
    assertThat(rest.before()).isEqualTo(survived);
    assertThat(rest.embedded()).isEqualTo(all - survived);
    assertThat(worked() - before).isEqualTo(all - survived);
    assertThat(published()).hasSize(all);
    assertThat(Files.exists(output.resolve("_unfinished"))).isFalse();
  }

  private void awaitParts(Process process, int count) throws Exception {
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      output.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (parts().size() < count) {
        WatchKey key = watch.poll(2, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
        assertThat(process.isAlive()).as(log()).isTrue();
      }
    }
  }

  @Test
  void archivesGiveTheirPictures() throws Exception {
    Path shards = Files.createDirectories(folder.resolve("shards"));
    Map<String, byte[]> members = new TreeMap<>();
    members.put("000.jpg", Files.readAllBytes(photos.resolve("sub 0").resolve("0é.jpg")));
    members.put("000.txt", "a caption".getBytes(StandardCharsets.UTF_8));
    members.put("001.jpg", "broken".getBytes(StandardCharsets.UTF_8));
    writeTar(shards.resolve("a.tar"), members);
    Files.writeString(shards.resolve("b.tar"), "no archive".repeat(100));
    EmbedJob.Result result = embed(shards);
    assertThat(result.failures())
        .satisfiesExactlyInAnyOrder(
            each -> assertThat(each).startsWith("a.tar/001.jpg: "),
            each -> assertThat(each).startsWith("b.tar: no tar, or damaged"));
    assertThat(metadata("a.tar/000.jpg")).contains("\"caption\":\"a caption\"");
  }

  @Test
  void listsGiveFilesAndPicturesOfTheWeb() throws Exception {
    byte[] jpeg = Files.readAllBytes(photos.resolve("sub 0").resolve("0é.jpg"));
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.createContext(
        "/",
        exchange -> {
          boolean there = exchange.getRequestURI().getPath().equals("/x.jpg");
          exchange.sendResponseHeaders(there ? 200 : 404, there ? jpeg.length : -1);
          if (there) {
            exchange.getResponseBody().write(jpeg);
          }
          exchange.close();
        });
    web.start();
    try {
      String here = "http://127.0.0.1:" + web.getAddress().getPort();
      assertThatAListInCsvIsEmbedded(here);
      assertThatAListInParquetIsEmbedded(here);
    } finally {
      web.stop(0);
    }
  }

  private void assertThatAListInCsvIsEmbedded(String web) throws Exception {
    Path list = shared.resolve("list.csv");
    Files.writeString(
        list,
        "path,url,id,stars\nphotos/sub 0/0é.jpg,,,3\n,%s/x.jpg,mine,4\n,%s/gone.jpg,,\n"
            .formatted(web, web));
    EmbedJob.Result result = embed(list);
    assertThat(result.failures()).containsExactly(web + "/gone.jpg: answered 404");
    assertThat(published().keySet()).containsExactlyInAnyOrder("photos/sub 0/0é.jpg", "mine");
    assertThat(metadata("mine")).contains("\"stars\":4");
    assertThat(published("mine").values().orElseThrow())
        .isEqualTo(published("photos/sub 0/0é.jpg").values().orElseThrow());
  }

  private void assertThatAListInParquetIsEmbedded(String web) throws Exception {
    output = folder.resolve("of-parquet");
    Path list = folder.resolve("list.parquet");
    StructType columns =
        new StructType()
            .add("url", DataTypes.StringType)
            .add("path", DataTypes.StringType)
            .add("stars", DataTypes.IntegerType);
    List<Row> rows =
        List.of(
            RowFactory.create(web + "/x.jpg", null, 3),
            RowFactory.create(null, photos.resolve("sub 1").resolve("1é.jpg").toString(), null),
            RowFactory.create(web + "/x.jpg", null, 3));
    session.createDataFrame(rows, columns).write().parquet(list.toString());
    EmbedJob.Result result = embed(list);
    assertThat(result.failures()).isEmpty();
    assertThat(result.embedded()).as("each id once").isEqualTo(2);
    assertThat(metadata(web + "/x.jpg")).contains("\"url\":\"" + web + "/x.jpg\"", "\"stars\":3");
  }

  private static void writeTar(Path file, Map<String, byte[]> members) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      for (Map.Entry<String, byte[]> member : members.entrySet()) {
        byte[] header = new byte[512];
        put(header, 0, member.getKey());
        put(header, 124, String.format(Locale.ROOT, "%011o", member.getValue().length));
        put(header, 136, "00000000001");
        put(header, 148, "        ");
        header[156] = '0';
        put(header, 257, "ustar");
        int sum = 0;
        for (byte each : header) {
          sum += each & 0xff;
        }
        put(header, 148, String.format(Locale.ROOT, "%06o", sum));
        header[154] = 0;
        out.write(header);
        out.write(member.getValue());
        out.write(new byte[(512 - member.getValue().length % 512) % 512]);
      }
      out.write(new byte[1024]);
    }
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  @Test
  void whatIsLoadedIsWhatTheServerWouldHaveIndexed() throws Exception {
    assertThat(embed(photos).embedded()).isEqualTo(PHOTOS);
    LoadJob.Result loaded = load("loaded");
    assertThat(loaded.records()).isEqualTo(PHOTOS);
    assertThat(loaded.leftOut()).isEqualTo(1);
    assertThat(loaded.count()).isEqualTo(PHOTOS);
    assertThat(exported("loaded")).isEqualTo(indexed);
    LoadJob.Result again = load("loaded");
    assertThat(again.before()).as("nothing is sent again").isEqualTo(parts().size());
    assertThat(again.records()).isEqualTo(PHOTOS);
    assertThat(load("other").before()).as("another collection").isZero();
  }

  private LoadJob.Result load(String collection) throws Exception {
    return new LoadJob(session, output.toString(), new PictorClient(theServer()), collection).run();
  }

  @Test
  void wrongInputsAndOutputsAreExplained() throws Exception {
    assertThatThrownBy(() -> embed(folder.resolve("nothing")))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("is not there (expected: a folder, a .tar, or a list");
    assertThatThrownBy(() -> load("x")).hasMessageContaining("has no parts");
    EmbeddedParts.Model other = new EmbeddedParts.Model("other", "ab".repeat(32), 2);
    Files.createDirectories(output);
    Files.write(
        output.resolve(EmbeddedParts.name("other", 0)),
        EmbeddedParts.encode(other, List.of(new EmbeddedRow("x", new float[] {1, 0}, "{}", ""))));
    assertThatThrownBy(() -> embed(photos))
        .isInstanceOf(JobFailed.class)
        .hasMessageContaining("fingerprint abab");
    assertThatThrownBy(() -> new PictorClient(new ServerOptions("localhost", "")))
        .hasMessageContaining("expected: an address");
    AddressFetch guarded = new AddressFetch(1000, false);
    assertThatThrownBy(() -> guarded.bytes("http://127.0.0.1:1/x.jpg"))
        .hasMessageContaining("private network");
    assertThatThrownBy(() -> guarded.bytes("ftp://example.org/x"))
        .hasMessageContaining("expected: http or https");
  }
}
