package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// What becomes of imports: they wait, run, are cancelled, listed, forgotten, and begin anew.
class BulkImportLifeTest {

  private static final String COSINE = "\"dimension\":2,\"metric\":\"cosine\"";

  private static final int LARGE = 200_000; // not imported to its end
  private static final int MEDIUM = 20_000;

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

  /// A folder with that many records in one file.
  private static Path records(String name, int count) throws IOException {
    Path file = folder.resolve(name).resolve("all.jsonl");
    Files.createDirectories(Objects.requireNonNull(file.getParent()));
    Files.writeString(
        file,
        IntStream.rangeClosed(1, count)
            .mapToObj("{\"id\":\"m%1$d\",\"values\":[%1$d,1]}"::formatted)
            .collect(Collectors.joining("\n")));
    return folder.resolve(name);
  }

  @Test
  void importsAreCancelledWhileTheyRunAndWhileTheyWait() throws Exception {
    Path source = records("cancelled", LARGE);
    IndexClient index = IndexClient.create(server, "cancelled", COSINE);
    String running = index.started(source, "");
    String waiting = index.started(source, "");
    assertThat(index.get("/bulk/imports/" + waiting).path("status").stringValue())
        .isEqualTo("Pending");
    assertThat(index.get("/bulk/imports/" + running).path("status").stringValue())
        .isEqualTo("InProgress");
    for (String id : new String[] {waiting, running}) {
      assertThat(index.send("DELETE", "/bulk/imports/" + id, "").body()).isEqualTo("{}");
      assertThat(index.ended(id).path("status").stringValue()).isEqualTo("Cancelled");
    }
    Path after = Objects.requireNonNull(records("after/ns", 1).getParent());
    assertThat(index.imported(after, "").path("recordsImported").intValue())
        .as("the next one is not held up")
        .isEqualTo(1);
    JsonNode stopped = index.get("/bulk/imports/" + running);
    assertThat(stopped.path("percentComplete").doubleValue()).isLessThan(100);
    assertThat(index.records("")).isEqualTo(stopped.path("recordsImported").intValue());
    assertThat(index.send("DELETE", "/bulk/imports/77", "").body())
        .isEqualTo("{\"code\":5,\"message\":\"Import 77 not found.\",\"details\":[]}");
  }

  @Test
  void pagesOfImportsStartWithTheNewest() throws Exception {
    IndexClient index = IndexClient.create(server, "paged", COSINE);
    assertThat(index.get("/bulk/imports").toString()).isEqualTo("{\"data\":[]}");
    for (int i = 0; i < 5; i++) {
      index.imported(records("paged", 1), "");
    }
    assertThat(ids(index.get("/bulk/imports"))).isEqualTo("5 4 3 2 1");
    JsonNode first = index.get("/bulk/imports?limit=3");
    assertThat(ids(first)).isEqualTo("5 4 3");
    String next = first.path("pagination").path("next").stringValue();
    index.imported(records("paged", 1), "");
    JsonNode second = index.get("/bulk/imports?limit=3&paginationToken=" + next);
    assertThat(ids(second)).isEqualTo("2 1");
    assertThat(second.has("pagination")).isFalse();
    for (String query : new String[] {"limit=0", "limit=x", "limit=101", "paginationToken=x"}) {
      assertThat(index.send("GET", "/bulk/imports?" + query, "").statusCode()).isEqualTo(400);
    }
  }

  private static String ids(JsonNode list) {
    return list.path("data")
        .valueStream()
        .map(each -> each.path("id").stringValue())
        .collect(Collectors.joining(" "));
  }

  @Test
  void importsGoWithTheirIndexWhoeverDeletesIt() throws Exception {
    Path source = records("deleted", LARGE);
    for (String url :
        new String[] {
          server.pineconeUri() + "indexes/deleted", server.uri() + "api/v1/collections/deleted"
        }) {
      IndexClient index = IndexClient.create(server, "deleted", COSINE);
      assertThat(index.started(source, "")).isEqualTo("1");
      assertThat(IndexClient.ask("DELETE", url, "", "").statusCode()).isBetween(200, 204);
      IndexClient again = IndexClient.create(server, "deleted", COSINE);
      assertThat(again.get("/bulk/imports").toString()).isEqualTo("{\"data\":[]}");
      assertThat(again.imported(records("once", 1), "").path("id").stringValue()).isEqualTo("1");
      assertThat(again.records("")).isEqualTo(1);
      IndexClient.ask("DELETE", url, "", "");
    }
  }

  @Test
  void anImportBeginsAnewAfterARestart() throws Exception {
    Path source = records("restarted", MEDIUM);
    Path data = folder.resolve("restarted-data");
    IndexClient index;
    try (PictorServer before = start(data)) {
      index = IndexClient.create(before, "restarted", COSINE);
      assertThat(index.imported(records("first", 1), "").path("status").stringValue())
          .isEqualTo("Completed");
      assertThat(index.started(source, "")).isEqualTo("2");
      assertThat(index.started(source, "")).isEqualTo("3");
      index.send("DELETE", "/bulk/imports/3", "");
    }
    try (PictorServer after = start(data)) {
      assertThat(after.uri()).isNotNull();
      JsonNode ended = index.ended("2");
      assertThat(ended.path("status").stringValue()).isEqualTo("Completed");
      assertThat(ended.path("recordsImported").intValue()).isEqualTo(MEDIUM);
      assertThat(index.records("")).isEqualTo(MEDIUM);
      assertThat(ids(index.get("/bulk/imports"))).isEqualTo("3 2 1");
      assertThat(index.get("/bulk/imports/3").path("status").stringValue()).isEqualTo("Cancelled");
      assertThat(index.started(records("first", 1), "")).isEqualTo("4");
    }
  }
}
