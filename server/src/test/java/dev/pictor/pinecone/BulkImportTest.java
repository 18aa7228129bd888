package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import io.pinecone.clients.AsyncIndex;
import io.pinecone.clients.Pinecone;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openapitools.db_data.client.ApiException;
import org.openapitools.db_data.client.model.ImportModel;
import tools.jackson.databind.JsonNode;

/// Folders imported over the ports of a server. What made the Parquet files stands beside them.
class BulkImportTest {

  private static final String ABORT = ",\"errorMode\":{\"onError\":\"abort\"}";
  private static final String COSINE = "\"dimension\":2,\"metric\":\"cosine\"";
  private static final String DOT_PRODUCT = "\"dimension\":2,\"metric\":\"dotproduct\"";

  @TempDir static Path folder;
  private static PictorServer server;

  @BeforeAll
  static void start() {
    server = start(folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static PictorServer start(Path data) {
    return PictorServer.start(ServerConfig.builder().data(data).port(0).browser(false).build());
  }

  private static Path write(String file, String... lines) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(Objects.requireNonNull(path.getParent()));
    Files.writeString(path, String.join("\n", lines));
    return path;
  }

  /// A folder with one of the Parquet files in a namespace of its name.
  private static Path parquet(String name) throws IOException {
    Path target = Files.createDirectories(folder.resolve("parquet-" + name).resolve(name));
    try (InputStream in =
        BulkImportTest.class.getResourceAsStream("imports/" + name + ".parquet")) {
      if (in != null) {
        Files.write(target.resolve(name + ".parquet"), in.readAllBytes());
      }
    }
    return target.resolve("..").normalize();
  }

  private static String line(String id, double... values) {
    return "{\"id\":\"%s\",\"values\":%s}".formatted(id, Arrays.toString(values));
  }

  @Test
  void theJavaClientImportsNamespacesFromJsonLines() throws Exception {
    write("lines/top.jsonl", line("top", 1, 2));
    write("lines/__default__/more.ndjson", "", line("more", 2, 1), "");
    write(
        "lines/one/a.jsonl",
        "{\"id\":\"a\",\"values\":[0.4,1],\"metadata\":{\"genre\":\"x\"},\"unknown\":[1]}",
        "{\"id\":\"b\",\"values\":[\"1\",2],\"metadata\":\"{\\\"n\\\":1}\"}\r");
    write("lines/one/deep/c.JSONL", line("c", 3, 3));
    write("lines/two/d.ndjson", line("d", 1, 1));
    write("lines/two/.hidden.jsonl", "not read");
    write("lines/two/_temporary/0.jsonl", "not read");
    write("lines/two/readme.txt", "not read");
    IndexClient http = IndexClient.create(server, "lines", COSINE);
    Pinecone client =
        new Pinecone.Builder("any-key")
            .withHost("http://127.0.0.1:" + server.pineconeUri().getPort())
            .withTlsEnabled(false)
            .build();
    try (AsyncIndex index = client.getAsyncIndexConnection("lines")) {
      String uri = folder.resolve("lines").toUri().toString();
      String id = String.valueOf(index.startImport(uri, null, "abort").getId());
      assertThat(id).isEqualTo("1");
      http.ended(id);
      ImportModel ended = index.describeImport(id);
      assertThat(ended.getStatus()).as(ended.getError()).isEqualTo("Completed");
      assertThat(ended.getUri()).isEqualTo(uri);
      assertThat(ended.getPercentComplete()).isEqualTo(100f);
      assertThat(ended.getRecordsImported()).isEqualTo(6);
      assertThat(ended.getFinishedAt()).isAfterOrEqualTo(ended.getCreatedAt());
      assertThat(index.listImports(10).getData()).containsExactly(ended);
      index.cancelImport(id);
      assertThat(index.describeImport(id)).as("it had ended").isEqualTo(ended);
      assertThatThrownBy(() -> index.describeImport("9"))
          .isInstanceOfSatisfying(
              ApiException.class, failed -> assertThat(failed.getCode()).isEqualTo(404));
    }
    assertThat(http.get("/describe_index_stats").path("namespaces").toString())
        .isEqualTo(
            "{\"\":{\"vectorCount\":2},\"one\":{\"vectorCount\":3},\"two\":{\"vectorCount\":1}}");
    assertThat(http.fetch("one", "a").toString())
        .isEqualTo("{\"id\":\"a\",\"values\":[0.4,1],\"metadata\":{\"genre\":\"x\"}}");
    assertThat(http.fetch("one", "b").path("metadata").toString()).isEqualTo("{\"n\":1}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "zstd", "gzip", "hybrid", "nulls"})
  void parquetOfOtherSoftwareIsImported(String name) throws Exception {
    IndexClient index = IndexClient.create(server, "parquet-" + name, DOT_PRODUCT);
    JsonNode ended = index.imported(parquet(name), ABORT);
    assertThat(ended.path("status").stringValue()).as(ended.toString()).isEqualTo("Completed");
    assertThat(ended.path("recordsImported").intValue()).isEqualTo(3);
    JsonNode first = index.fetch(name, name + "-0");
    assertThat(first.path("values").toString()).isEqualTo("[1,0.5]");
    assertThat(index.fetch(name, name + "-2").path("values").toString()).isEqualTo("[3,0.125]");
    boolean sparse = name.equals("gzip") || name.equals("hybrid");
    assertThat(first.path("sparseValues").toString())
        .isEqualTo(sparse ? "{\"indices\":[1,4294967295],\"values\":[0.5,0.25]}" : "");
    boolean metadata = name.equals("none") || name.equals("zstd") || name.equals("gzip");
    assertThat(first.path("metadata").toString())
        .isEqualTo(metadata ? "{\"file\":\"" + name + "\",\"n\":0}" : "");
    assertThat(index.fetch(name, name + "-1").has("metadata")).isFalse();
  }

  @Test
  void sparseVectorsAreImportedFromBothFormats() throws Exception {
    IndexClient index =
        IndexClient.create(
            server, "sparse", "\"vector_type\":\"sparse\",\"metric\":\"dotproduct\"");
    Path source = parquet("sparse");
    write(
        "parquet-sparse/sparse/more.jsonl",
        "{\"id\":\"x\",\"sparse_values\":{\"indices\":[4294967295],\"values\":[2]}}");
    JsonNode ended = index.imported(source, "");
    assertThat(ended.path("recordsImported").intValue()).as(ended.toString()).isEqualTo(4);
    assertThat(index.fetch("sparse", "sparse-0").path("sparseValues").toString())
        .isEqualTo("{\"indices\":[1,4294967295],\"values\":[0.5,0.25]}");
  }

  @Test
  void aBadRecordEndsAnImportThatAbortsAndIsLeftOutOfOneThatContinues() throws Exception {
    write(
        "bad/ns/0.jsonl",
        line("a", 1, 1),
        line("b", 1, 2, 3),
        line("", 1, 2),
        line("c", 0, 0),
        "secret",
        "{\"id\":\"d\",\"values\":[1,\"secret\"]}",
        "{\"id\":\"e\",\"values\":[1,1],\"metadata\":{\"secret\":{\"secret\":1}}}",
        "{\"id\":\"e\",\"values\":[1,1],\"metadata\":{\"secret\":\"" + "s".repeat(41_000) + "\"}}",
        "{\"id\":\"e\",\"values\":[1,1],\"metadata\":\"secret\"}",
        "{\"id\":\"\\ud800\",\"values\":[1,1]}",
        "{\"id\":\"f\",\"values\":[1,1],\"sparseValues\":{\"indices\":[1,1],\"values\":[1,1]}}",
        "x".repeat(5_000_000),
        line("g", 2, 2));
    IndexClient index = IndexClient.create(server, "bad", DOT_PRODUCT);
    JsonNode aborted = index.imported(folder.resolve("bad"), ABORT);
    assertThat(aborted.path("status").stringValue()).isEqualTo("Failed");
    assertThat(aborted.path("error").stringValue())
        .isEqualTo(
            "ns/0.jsonl, line 2: Vector dimension 3 does not match the dimension of the index 2");
    assertThat(aborted.path("recordsImported").intValue()).isEqualTo(1);

    String id = index.started(folder.resolve("bad"), "");
    JsonNode continued = index.ended(id);
    assertThat(continued.path("status").stringValue()).isEqualTo("Completed");
    assertThat(continued.path("recordsImported").intValue()).isEqualTo(2);
    assertThat(continued.path("error").stringValue())
        .startsWith("11 skipped, first ns/0.jsonl, line 2: ");
    assertThat(
            index
                .get("/bulk/imports/" + id, "X-Pinecone-Api-Version", "2026-07")
                .path("validationResult")
                .toString())
        .isEqualTo("{\"importSuccesses\":2,\"importErrors\":11}");
    assertThat(continued.has("validationResult")).isFalse();
    assertThat(index.records("ns")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          secret                                          | record: not JSON (expected: an object)
          []                                              | record: an array (expected: an object)
          {"id":"a","values":[1,"secret"]}                | values: something else (expected: a number)
          {"id":"a","values":[1,1],"metadata":{"secret":{"secret":1}}} | metadata: cannot be kept
          {"id":"a","values":[1,1],"metadata":"secret"}   | metadata: not JSON (expected: an object)
          {"id":"a","values":[1,1],"metadata":"[1]"}      | metadata: an array (expected: an object)
          {"id":"\\ud800","values":[1,1]}                 | the index does not take it
          {"id":"a","values":[0,0]}                       | Dense vectors must contain at least one non-zero value
          {"id":"a"}                                      | Vector dimension 0 does not match
          {"values":[1,1]}                                | id: 0 bytes (expected: 1 to 512)
          """)
  void whatIsWrongIsToldWithoutWhatTheFileSays(String line, String reason) throws Exception {
    String name = "told-" + Integer.toHexString(line.hashCode());
    write(name + "/bad.jsonl", line);
    IndexClient index = IndexClient.create(server, name, DOT_PRODUCT);
    String error = index.imported(folder.resolve(name), ABORT).path("error").stringValue();
    assertThat(error).startsWith("bad.jsonl, line 1: " + reason).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          rows    | rows/rows.parquet, row 2: Vector dimension 3 does not match the dimension of the index 2
          columns | columns/columns.parquet has BYTE_ARRAY in the column values (expected: lists of [FLOAT, DOUBLE])
          no-id   | no-id/no-id.parquet has no column id (expected: id, values or sparse_values {indices, values}, and maybe metadata)
          lz4     | lz4/lz4.parquet is compressed with LZ4_RAW (expected: SNAPPY, GZIP, ZSTD or none)
          """)
  void parquetThatDoesNotFitIsToldByItsPlace(String name, String error) throws Exception {
    IndexClient index = IndexClient.create(server, "unfit-" + name, COSINE);
    JsonNode ended = index.imported(parquet(name), ABORT);
    assertThat(ended.path("status").stringValue()).isEqualTo("Failed");
    assertThat(ended.path("error").stringValue()).isEqualTo(error);
  }

  @Test
  void aDamagedFileDoesNotKeepTheOthersOut() throws Exception {
    Path source = parquet("zstd");
    Path whole = source.resolve("zstd/zstd.parquet");
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(source.resolve("zstd/0.parquet"), Arrays.copyOf(bytes, bytes.length - 100));
    Files.write(source.resolve("zstd/1.parquet"), new byte[0]);
    IndexClient index = IndexClient.create(server, "damaged", COSINE);
    JsonNode ended = index.imported(source, "");
    assertThat(ended.path("status").stringValue()).isEqualTo("Completed");
    assertThat(ended.path("recordsImported").intValue()).isEqualTo(3);
    assertThat(ended.path("error").stringValue())
        .startsWith("2 skipped, first zstd/0.parquet is damaged, or no Parquet file");
    assertThat(index.imported(source, ABORT).path("status").stringValue()).isEqualTo("Failed");
  }

  @Test
  void whatIsNoFolderIsRefused() throws Exception {
    write("file.jsonl", line("a", 1, 1));
    Files.createDirectories(folder.resolve("empty"));
    IndexClient index = IndexClient.create(server, "refused", COSINE);
    for (String uri :
        new String[] {
          "s3://bucket/folder",
          "https://example.org/folder",
          "relative/folder",
          "file:relative",
          "file://elsewhere/folder",
          folder.resolve("missing").toUri().toString(),
          folder.resolve("file.jsonl").toString()
        }) {
      HttpResponse<String> refused = index.start(uri, "");
      assertThat(refused.statusCode()).as(uri).isEqualTo(400);
      assertThat(IndexClient.json(refused).path("code").intValue()).isEqualTo(3);
      assertThat(IndexClient.json(refused).path("message").stringValue())
          .startsWith(
              "uri: " + uri + " (expected: a folder on the server's machine, such as file:");
    }
    assertThat(index.send("POST", "/bulk/imports", "{}").body()).contains("uri: missing");
    assertThat(index.start("/", ",\"errorMode\":{\"onError\":\"ask\"}").body())
        .contains("errorMode.onError: ask (expected: abort or continue)");
    assertThat(index.imported(folder.resolve("empty"), "").path("error").stringValue())
        .startsWith("the folder holds no file *.parquet, *.jsonl or *.ndjson");
  }
}
