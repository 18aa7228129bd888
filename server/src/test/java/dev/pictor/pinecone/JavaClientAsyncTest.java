package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.pinecone.clients.AsyncIndex;
import io.pinecone.clients.Pinecone;
import io.pinecone.proto.MetadataFieldProperties;
import io.pinecone.proto.MetadataSchema;
import io.pinecone.proto.NamespaceDescription;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openapitools.db_control.client.model.BackupModelSchema;
import org.openapitools.db_control.client.model.BackupModelSchemaFieldsValue;
import org.openapitools.db_control.client.model.IndexModel;
import org.openapitools.db_control.client.model.ReadCapacity;
import org.openapitools.db_control.client.model.ReadCapacityDedicatedConfig;
import org.openapitools.db_control.client.model.ReadCapacityDedicatedSpec;
import org.openapitools.db_control.client.model.ScalingConfigManual;

/// The rest of the published Java client: its asynchronous half, and what an index may be asked to
/// be beside the usual.
class JavaClientAsyncTest {

  private static final BackupModelSchema GENRE =
      new BackupModelSchema()
          .putFieldsItem("genre", new BackupModelSchemaFieldsValue().filterable(true));

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

  @Test
  void vectorsAreWrittenFoundChangedAndDeletedAsynchronously() throws Exception {
    client.createServerlessIndex("later", "cosine", 2, "aws", "us-east-1", "disabled", Map.of());
    try (AsyncIndex index = client.getAsyncIndexConnection("later")) {
      index.upsert("a", List.of(1f, 0f), null, null, text("kind", "x"), "n").get();
      assertThat(index.upsert("b", List.of(0f, 1f), "n").get().getUpsertedCount()).isEqualTo(1);
      assertThat(index.queryByVector(1, List.of(1f, 0.1f), "n").get().getMatchesList().getFirst())
          .extracting(match -> match.getId())
          .isEqualTo("a");
      assertThat(index.queryByVectorId(2, "b", "n").get().getMatchesList()).hasSize(2);
      index.update("b", List.of(0f, 2f), text("kind", "y"), "n", null, null).get();
      assertThat(
              index
                  .updateByMetadata(text("kind", "y"), text("kind", "z"), "n", true)
                  .get()
                  .getMatchedRecords())
          .isEqualTo(1);
      assertThat(index.fetchByMetadata("n", text("kind", "y")).get().getVectorsMap())
          .containsOnlyKeys("b");
      assertThat(index.fetch(List.of("a", "b"), "n").get().getVectorsMap()).hasSize(2);
      assertThat(index.list("n", "a").get().getVectorsList()).hasSize(1);
      index.deleteByIds(List.of("a"), "n").get();
      index.deleteByFilter(text("kind", "y"), "n").get();
      index.upsert("c", List.of(1f, 1f), "n").get();
      index.deleteAll("n").get(1, TimeUnit.MINUTES);
      assertThat(index.describeIndexStats().get().getTotalVectorCount()).isZero();
    }
  }

  @Test
  void namespacesHaveSchemasOfTheirOwn() throws Exception {
    client.createServerlessIndex("spaced", "cosine", 2, "aws", "us-east-1", "disabled", Map.of());
    try (AsyncIndex index = client.getAsyncIndexConnection("spaced")) {
      MetadataSchema schema =
          MetadataSchema.newBuilder()
              .putFields("genre", MetadataFieldProperties.newBuilder().setFilterable(true).build())
              .build();
      NamespaceDescription made = index.createNamespace("books", schema).get();
      assertThat(made.getIndexedFields().getFieldsList()).containsExactly("genre");
      index.createNamespace("boxes").get();
      index.createNamespace("other").get();
      assertThat(index.listNamespaces("bo", null, 1).get().getTotalCount()).isEqualTo(2);
      assertThat(index.listNamespaces("bo", null, 1).get().getPagination().getNext()).isNotEmpty();
      assertThat(index.describeNamespace("books").get().getRecordCount()).isZero();
      index.deleteNamespace("books").get();
      assertThat(index.listNamespaces().get().getTotalCount()).isEqualTo(2);
    }
  }

  @Test
  void capacityAndFieldsOfAnIndexAreKept() {
    ReadCapacity nodes =
        new ReadCapacity(
            new ReadCapacityDedicatedSpec()
                .mode("Dedicated")
                .dedicated(
                    new ReadCapacityDedicatedConfig()
                        .nodeType("t1")
                        .scaling("Manual")
                        .manual(new ScalingConfigManual().replicas(2).shards(1))));
    client.createServerlessIndex(
        "nodes", "cosine", 2, "aws", "us-east-1", "disabled", Map.of(), nodes, GENRE);
    assertThat(nodeType("nodes")).isEqualTo("t1");
    assertThat(serverless("nodes").getSchema()).isEqualTo(GENRE);
    client.configureServerlessIndex("nodes", "disabled", Map.of(), null, "Dedicated", "b1", 3, 1);
    assertThat(nodeType("nodes")).isEqualTo("b1");
  }

  private static org.openapitools.db_control.client.model.ServerlessSpecResponse serverless(
      String index) {
    return client.describeIndex(index).getSpec().getIndexModelServerless().getServerless();
  }

  private static String nodeType(String index) {
    return Objects.requireNonNull(
        serverless(index)
            .getReadCapacity()
            .getReadCapacityDedicatedSpecResponse()
            .getDedicated()
            .getNodeType());
  }

  @Test
  void aCloudOfOnesOwnIsKeptAndShown() {
    IndexModel made = client.createByocIndex("own", "cosine", 2, "my-cloud-1");
    assertThat(made.getSpec().getIndexModelBYOC().getByoc().getEnvironment())
        .isEqualTo("my-cloud-1");
  }

  private static Struct text(String field, String value) {
    return Struct.newBuilder()
        .putFields(field, Value.newBuilder().setStringValue(value).build())
        .build();
  }
}
