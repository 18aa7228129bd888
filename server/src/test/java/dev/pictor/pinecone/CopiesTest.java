package dev.pictor.pinecone;

import static dev.pictor.pinecone.PineconeServer.get;
import static dev.pictor.pinecone.PineconeServer.json;
import static dev.pictor.pinecone.PineconeServer.post;
import static dev.pictor.pinecone.PineconeServer.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pinecone.clients.Index;
import io.pinecone.clients.Pinecone;
import io.pinecone.exceptions.PineconeAlreadyExistsException;
import io.pinecone.exceptions.PineconeBadRequestException;
import io.pinecone.exceptions.PineconeNotFoundException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openapitools.db_control.client.ApiException;
import org.openapitools.db_control.client.model.BackupModel;
import org.openapitools.db_control.client.model.CollectionModel;
import org.openapitools.db_control.client.model.CreateIndexFromBackupResponse;
import org.openapitools.db_control.client.model.RestoreJobModel;
import tools.jackson.databind.JsonNode;

/// Backups, restores, schedules and collections, by the published Java client and over HTTP.
class CopiesTest {

  private static final String NEWER = "X-Pinecone-Api-Version";

  @TempDir static Path folder;
  private static PineconeServer server;
  private static Pinecone client;

  @BeforeAll
  static void start() {
    server = PineconeServer.start(folder.resolve("data"));
    client = server.client();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static void fill(String index, int records) {
    try (Index connection = client.getIndexConnection(index)) {
      for (int i = 0; i < records; i++) {
        connection.upsert("r" + i, List.of(1f, (float) i), i % 2 == 0 ? "even" : "odd");
      }
    }
  }

  @Test
  void aBackupOutlivesItsIndexAndBecomesAnother() throws Exception {
    client.createServerlessIndex(
        "kept", "dotproduct", 2, "gcp", "us-central1", "enabled", Map.of("team", "a"));
    fill("kept", 4);
    BackupModel made = client.createBackup("kept", "monday", "before the change");
    assertThat(made.getStatus()).isEqualTo("Ready");
    assertThat(made.getRecordCount()).isEqualTo(4);
    assertThat(made.getNamespaceCount()).isEqualTo(2);
    assertThat(made.getSourceIndexName()).isEqualTo("kept");
    assertThat(made.getName()).isEqualTo("monday");
    assertThat(made.getDescription()).isEqualTo("before the change");
    assertThat(made.getCloud()).isEqualTo("gcp");
    assertThat(made.getRegion()).isEqualTo("us-central1");
    assertThat(made.getDimension()).isEqualTo(2);
    String id = Objects.requireNonNull(made.getBackupId());
    assertThat(client.describeBackup(id)).isEqualTo(made);
    assertThat(client.listIndexBackups("kept").getData()).containsExactly(made);
    assertThat(client.listProjectBackups().getData()).contains(made);

    try (Index connection = client.getIndexConnection("kept")) {
      connection.deleteAll("even");
    }
    client.configureServerlessIndex("kept", "disabled", Map.of(), null);
    client.deleteIndex("kept");

    CreateIndexFromBackupResponse begun = client.createIndexFromBackup(id, "again");
    RestoreJobModel job = client.describeRestoreJob(begun.getRestoreJobId());
    assertThat(job.getStatus()).isEqualTo("Completed");
    assertThat(job.getTargetIndexName()).isEqualTo("again");
    assertThat(job.getTargetIndexId()).isEqualTo(begun.getIndexId());
    assertThat(job.getBackupId()).isEqualTo(id);
    assertThat(client.listRestoreJobs(10).getData()).contains(job);
    assertThat(client.describeIndex("again").getMetric()).isEqualTo("dotproduct");
    assertThat(client.describeIndex("again").getTags()).isEqualTo(Map.of("team", "a"));
    assertThat(client.describeIndex("again").getDeletionProtection()).isEqualTo("disabled");
    try (Index connection = client.getIndexConnection("again")) {
      assertThat(connection.describeIndexStats().getTotalVectorCount()).isEqualTo(4);
      assertThat(connection.fetch(List.of("r2"), "even").getVectorsOrThrow("r2").getValuesList())
          .containsExactly(1f, 2f);
    }
    client.createIndexFromBackup(id, "tagged", Map.of("team", "b", "more", "yes"), "enabled");
    assertThat(client.describeIndex("tagged").getTags())
        .isEqualTo(Map.of("team", "b", "more", "yes"));
    assertThat(client.describeIndex("tagged").getDeletionProtection()).isEqualTo("enabled");
    client.deleteBackup(id);
    assertThatThrownBy(() -> client.describeBackup(id))
        .isInstanceOfSatisfying(
            ApiException.class,
            failed -> {
              assertThat(failed.getCode()).isEqualTo(404);
              assertThat(failed.getResponseBody()).contains("Backup %s not found.".formatted(id));
            });
  }

  @Test
  void aCollectionOfPodsBecomesAnIndex() {
    client.createPodsIndex("source", 2, "us-east4-gcp", "p1.x1");
    fill("source", 3);
    CollectionModel made = client.createCollection("frozen", "source");
    assertThat(made.getStatus()).isEqualTo("Ready");
    assertThat(made.getVectorCount()).isEqualTo(3);
    assertThat(made.getDimension()).isEqualTo(2);
    assertThat(made.getEnvironment()).isEqualTo("us-east4-gcp");
    assertThat(client.describeCollection("frozen")).isEqualTo(made);
    assertThat(client.listCollections().getCollections()).contains(made);
    assertThatThrownBy(() -> client.createCollection("frozen", "source"))
        .isInstanceOf(PineconeAlreadyExistsException.class);

    client.deleteIndex("source");
    client.createPodsIndex("thawed", 2, "us-east4-gcp", "p2.x1", "cosine", "frozen");
    assertThat(
            client.describeIndex("thawed").getSpec().getIndexModelPodBased().getPod().getPodType())
        .isEqualTo("p2.x1");
    try (Index connection = client.getIndexConnection("thawed")) {
      assertThat(connection.describeIndexStats().getTotalVectorCount()).isEqualTo(3);
    }
    assertThatThrownBy(
            () -> client.createPodsIndex("other", 3, "us-east4-gcp", "p1.x1", "cosine", "frozen"))
        .isInstanceOf(PineconeBadRequestException.class)
        .hasMessageContaining("Index and collection must have the same dimension");
    assertThatThrownBy(
            () -> client.createPodsIndex("other", 2, "elsewhere", "p1.x1", "cosine", "frozen"))
        .isInstanceOf(PineconeBadRequestException.class)
        .hasMessageContaining("Source collection must be in the same environment as the index");
    client.deleteCollection("frozen");
    assertThatThrownBy(() -> client.describeCollection("frozen"))
        .isInstanceOf(PineconeNotFoundException.class)
        .hasMessageContaining("Collection frozen not found.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST | /indexes/nobody/backups | {} | 404 | NOT_FOUND | Index nobody not found.
          GET | /indexes/nobody/backups | '' | 404 | NOT_FOUND | Index nobody not found.
          GET | /backups/x | '' | 404 | NOT_FOUND | Backup x not found.
          DELETE | /backups/x | '' | 404 | NOT_FOUND | Backup x not found.
          POST | /backups/x/create-index | {"name":"y"} | 404 | NOT_FOUND | Backup x not found.
          GET | /restore-jobs/x | '' | 404 | NOT_FOUND | Restore job x not found.
          GET | /collections/x | '' | 404 | NOT_FOUND | Collection x not found.
          POST | /collections | {"name":"x","source":"nobody"} | 404 | NOT_FOUND | Index nobody not found.
          POST | /collections | {"name":"X","source":"s"} | 400 | INVALID_ARGUMENT | Name must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character: X
          GET | /backups?limit=0 | '' | 400 | INVALID_ARGUMENT | limit: 0 (expected: 1 to 100)
          GET | /backup-schedules/x | '' | 404 | NOT_FOUND | Backup schedule x not found.
          """)
  void failuresNameWhatIsMissing(
      String method, String path, String body, int status, String code, String message)
      throws Exception {
    HttpResponse<String> failed = send(method, server.control() + path, body);
    assertThat(failed.statusCode()).isEqualTo(status);
    assertThat(json(failed).path("error").path("code").stringValue()).isEqualTo(code);
    assertThat(json(failed).path("error").path("message").stringValue()).isEqualTo(message);
  }

  @Test
  void eachKindOfIndexHasItsKindOfCopy() throws Exception {
    client.createPodsIndex("on-pods", 2, "us-east4-gcp", "p1.x1");
    server.create("serverless", 2);
    assertThat(
            post(400, server.control() + "/indexes/on-pods/backups", "{}")
                .path("message")
                .toString())
        .contains("Backups are not supported for pod-based indexes");
    assertThat(
            post(
                    400,
                    server.control() + "/collections",
                    "{\"name\":\"none\",\"source\":\"serverless\"}")
                .path("message")
                .toString())
        .contains("Collections are only supported for pod-based indexes");
  }

  @Test
  void listsOfBackupsGoOnWhereTheyEnded() throws Exception {
    server.create("many", 2);
    for (int i = 0; i < 3; i++) {
      post(200, server.control() + "/indexes/many/backups", "{\"name\":\"b" + i + "\"}");
    }
    JsonNode first = json(get(server.control() + "/indexes/many/backups?limit=2"));
    assertThat(names(first)).containsExactly("b0", "b1");
    String next = first.path("pagination").path("next").stringValue();
    send(
        "DELETE",
        server.control() + "/backups/" + first.path("data").get(1).path("backup_id").stringValue(),
        "");
    JsonNode second =
        json(get(server.control() + "/indexes/many/backups?limit=2&paginationToken=" + next));
    assertThat(names(second)).containsExactly("b2");
    assertThat(second.has("pagination")).isFalse();
  }

  private static List<String> names(JsonNode page) {
    return page.path("data").valueStream().map(each -> each.path("name").stringValue()).toList();
  }

  @Test
  void theNewerDialectHasTheSchemaOfTheSource() throws Exception {
    server.create("newer", 2);
    JsonNode made = post(200, server.control() + "/indexes/newer/backups", "{}", NEWER, "2026-07");
    assertThat(made.has("dimension")).isFalse();
    assertThat(made.path("schema").path("fields").toString())
        .isEqualTo(
            "{\"_values\":{\"type\":\"dense_vector\",\"dimension\":2,\"metric\":\"cosine\"},\"_sparse_values\":{\"type\":\"sparse_vector\"}}");
    send("DELETE", server.control() + "/indexes/newer", "");
    JsonNode deletedToo =
        json(
            get(
                server.control() + "/indexes/newer/backups?include_deleted=true",
                NEWER,
                "2026-07"));
    assertThat(deletedToo.path("data").get(0).has("source_index_deleted_at")).isTrue();
  }

  @Test
  void snapshotsMadeHereAreBackupsThere() throws Exception {
    server.create("mine", 2);
    JsonNode snapshot =
        post(
            201,
            server.server().uri() + "api/v1/collections/mine/snapshots",
            "{\"name\":\"by hand\"}");
    JsonNode backup = json(get(server.control() + "/backups/" + snapshot.path("id").stringValue()));
    assertThat(backup.path("name").stringValue()).isEqualTo("by hand");
    assertThat(backup.path("source_index_name").stringValue()).isEqualTo("mine");
  }

  @Test
  void copiesAndJobsSurviveARestart() throws Exception {
    Path data = folder.resolve("restarted");
    String backup;
    String job;
    try (PineconeServer before = PineconeServer.start(data)) {
      before.create("first", 2);
      backup =
          post(200, before.control() + "/indexes/first/backups", "{\"name\":\"b\"}")
              .path("backup_id")
              .stringValue();
      job =
          post(
                  202,
                  before.control() + "/backups/" + backup + "/create-index",
                  "{\"name\":\"second\"}")
              .path("restore_job_id")
              .stringValue();
      post(
          201,
          before.control() + "/indexes/first/backup-schedules",
          "{\"name\":\"nightly\",\"schedule\":{\"type\":\"time-based\",\"frequency\":\"daily\"},\"retention\":{\"expire_after_days\":7}}");
    }
    try (PineconeServer after = PineconeServer.start(data)) {
      JsonNode kept = json(get(after.control() + "/backups/" + backup));
      assertThat(kept.path("region").stringValue()).isEqualTo("us-east-1");
      assertThat(
              json(get(after.control() + "/restore-jobs/" + job))
                  .path("target_index_name")
                  .stringValue())
          .isEqualTo("second");
      assertThat(names(json(get(after.control() + "/indexes/first/backup-schedules"))))
          .containsExactly("nightly");
    }
  }

  @Test
  void anIndexHasOneEnabledSchedule() throws Exception {
    server.create("scheduled", 2);
    String url = server.control() + "/indexes/scheduled/backup-schedules";
    String body =
        "{\"name\":\"weekly\",\"schedule\":{\"type\":\"time-based\",\"frequency\":\"weekly\"},\"retention\":{\"expire_after_days\":30}}";
    JsonNode made = post(201, url, body, NEWER, "2026-07");
    assertThat(made.path("frequency").stringValue()).isEqualTo("weekly");
    assertThat(made.path("retention_expire_after_days").intValue()).isEqualTo(30);
    assertThat(made.path("enabled").booleanValue()).isTrue();
    assertThat(made.has("next_scheduled_run")).isTrue();
    post(409, url, body);
    String one = server.control() + "/backup-schedules/" + made.path("schedule_id").stringValue();
    JsonNode changed =
        json(
            send(
                "PATCH",
                one,
                "{\"frequency\":\"monthly\",\"retention\":{\"expire_after_days\":9}}"));
    assertThat(changed.path("frequency").stringValue()).isEqualTo("monthly");
    assertThat(changed.path("retention_expire_after_days").intValue()).isEqualTo(9);
    JsonNode paused = json(send("PATCH", one, "{\"enabled\":false}"));
    assertThat(paused.has("next_scheduled_run")).isFalse();
    post(201, url, body);
    assertThat(send("PATCH", one, "{\"enabled\":true}").statusCode()).isEqualTo(409);
    assertThat(json(get(one + "/history")).path("data").size()).isZero();
    assertThat(send("DELETE", one, "").statusCode()).isEqualTo(202);
    assertThat(get(one).statusCode()).isEqualTo(404);
    post(
        400,
        url,
        "{\"name\":\"x\",\"schedule\":{\"frequency\":\"hourly\"},\"retention\":{\"expire_after_days\":1}}");
  }
}
