package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.VectorRecord;
import dev.pictor.transfer.Checkpoints;
import dev.pictor.transfer.ImportTarget;
import dev.pictor.transfer.PineconeIndex;
import dev.pictor.transfer.PineconeSource;
import dev.pictor.transfer.RecordImport;
import dev.pictor.transfer.TransferProgress;
import dev.pictor.vector.Similarity;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Indexes of servers that speak Pinecone come in through its API; a server of ours is the one that
/// is asked.
class IndexImportTest {

  private static final int DIMENSION = 16;
  private static final int RECORDS = 250; // three pages
  private static final String SPECIAL = "a/b c&d=图";

  @TempDir Path folder;

  /// Fills two namespaces.
  ///
  /// @return where the index answers
  private static String fill(PineconeServer server, String key) throws Exception {
    IndexClient index =
        IndexClient.create(
            server.server(),
            "films",
            "\"dimension\":%d,\"metric\":\"dotproduct\"".formatted(DIMENSION),
            key);
    upsert(index, "", RECORDS, DIMENSION);
    upsert(index, "second one", 3, DIMENSION);
    assertThat(
            index
                .send(
                    "POST",
                    "/vectors/upsert",
                    """
                    {"namespace":"second one","vectors":[{"id":"%s","values":[%s],
                     "sparseValues":{"indices":[1,4294967295],"values":[0.5,-2]},
                     "metadata":{"text":"x","number":1.5,"flag":true,"list":["p","图"]}}]}
                    """
                        .formatted(SPECIAL, numbers(new Random(1), DIMENSION)))
                .statusCode())
        .isEqualTo(200);
    return index.host();
  }

  private static void upsert(IndexClient index, String namespace, int count, int dimension)
      throws Exception {
    Random random = new Random(count);
    for (int from = 0; from < count; from += 500) {
      StringBuilder body = new StringBuilder("{\"namespace\":\"" + namespace + "\",\"vectors\":[");
      for (int i = from; i < Math.min(count, from + 500); i++) {
        body.append(i == from ? "" : ",")
            .append(
                "{\"id\":\"id-%d\",\"values\":[%s],\"metadata\":{\"n\":%d}}"
                    .formatted(i, numbers(random, dimension), i));
      }
      assertThat(index.send("POST", "/vectors/upsert", body.append("]}").toString()).statusCode())
          .isEqualTo(200);
    }
  }

  private static String numbers(Random random, int dimension) {
    StringBuilder numbers = new StringBuilder();
    for (int i = 0; i < dimension; i++) {
      numbers.append(i == 0 ? "" : ",").append(random.nextFloat() - 0.5f);
    }
    return numbers.toString();
  }

  private static PineconeIndex index(URI control) {
    return new PineconeIndex(
        control, "films", PineconeServer.KEY, Duration.ofSeconds(30), Duration.ofMillis(1));
  }

  private static RecordImport into(CollectionCatalog catalog, Path folder) {
    return new RecordImport(
        catalog,
        new Checkpoints(folder.resolve("transfers")),
        new ImportTarget("copy", Optional.empty(), Similarity.COSINE));
  }

  private static TransferProgress run(RecordImport records, PineconeIndex index) {
    try (PineconeSource source = PineconeSource.open(index, records::isInterrupted)) {
      return records.run(source, _ -> {});
    }
  }

  private static List<VectorRecord> all(VectorCollection collection, String namespace) {
    return collection
        .namespace(namespace)
        .fetchMatching(MetadataFilter.all(), "", 10_000)
        .records();
  }

  /// What the other server has, told by itself as a collection.
  private static void requireSame(PineconeServer server, CollectionCatalog catalog)
      throws Exception {
    VectorCollection copy = catalog.get("copy");
    assertThat(copy.spec().dimension()).isEqualTo(DIMENSION);
    assertThat(copy.spec().similarity()).isEqualTo(Similarity.DOT_PRODUCT);
    assertThat(all(copy, "")).hasSize(RECORDS);
    assertThat(all(copy, "second one")).hasSize(4);
    JsonNode there =
        PineconeServer.json(
            PineconeServer.get(server.control() + "/indexes/films", "Api-Key", PineconeServer.KEY));
    IndexClient client = new IndexClient(there.path("host").stringValue(), PineconeServer.KEY);
    for (String id : List.of("id-0", "id-99", "id-100", "id-249")) {
      JsonNode vector = client.fetch("", id);
      VectorRecord own = copy.defaultNamespace().fetch(List.of(id)).getFirst();
      for (int i = 0; i < DIMENSION; i++) {
        assertThat(own.vector().get(i)).isEqualTo((float) vector.at("/values/" + i).doubleValue());
      }
      assertThat(own.metadata().number("n")).hasValue(vector.at("/metadata/n").doubleValue());
    }
    VectorRecord special = copy.namespace("second one").fetch(List.of(SPECIAL)).getFirst();
    assertThat(special.values().sparse().orElseThrow().indices()).containsExactly(1, -1);
    assertThat(special.metadata().toString())
        .contains("text=Text[value=x]", "number=Numeric[value=1.5]", "flag=Flag[value=true]", "图");
  }

  @Test
  void allNamespacesComeInWithVectorsAndMetadata() throws Exception {
    try (PineconeServer server = PineconeServer.locked(folder.resolve("there"));
        LuceneStore store = LuceneStore.open(folder.resolve("here"))) {
      String _ = fill(server, PineconeServer.KEY);
      CollectionCatalog catalog = new CollectionCatalog(store);
      TransferProgress ended =
          run(into(catalog, folder), index(URI.create(server.control() + "/")));
      assertThat(ended.phase()).isEqualTo(TransferProgress.Phase.FINISHED);
      assertThat(ended.done()).isEqualTo(RECORDS + 4);
      assertThat(ended.skipped()).isZero();
      requireSame(server, catalog);

      PineconeIndex wrongKey =
          new PineconeIndex(URI.create(server.control()), "films", Optional.of("another"));
      assertThatThrownBy(() -> run(into(catalog, folder), wrongKey))
          .isInstanceOf(InvalidRequest.class)
          .hasMessageContaining("answers 401")
          .hasMessageContaining("--api-key-env")
          .hasMessageNotContaining("another");
      PineconeIndex missing =
          new PineconeIndex(URI.create(server.control()), "none", Optional.of(PineconeServer.KEY));
      assertThatThrownBy(() -> run(into(catalog, folder), missing))
          .isInstanceOf(NotFound.class)
          .hasMessageContaining("/indexes/none");
    }
  }

  @Test
  void aServerThatIsBusyOrHangsUpIsAskedAgain() throws Exception {
    IntUnaryOperator faults =
        number ->
            switch (number % 5) {
              case 0 -> 429;
              case 2 -> 503;
              case 3 -> -1;
              default -> 0;
            };
    try (PineconeServer server = PineconeServer.locked(folder.resolve("there"));
        FlakyProxy proxy = new FlakyProxy(server, fill(server, PineconeServer.KEY), faults);
        LuceneStore store = LuceneStore.open(folder.resolve("here"))) {
      CollectionCatalog catalog = new CollectionCatalog(store);
      assertThat(run(into(catalog, folder), index(proxy.uri())).done()).isEqualTo(RECORDS + 4);
      requireSame(server, catalog);
      assertThat(proxy.requests().size()).isGreaterThan(15);
    }
  }

  @Test
  void anImportThatBrokeOffGoesOnAtItsPage() throws Exception {
    // Describe, statistics, then list and fetch: the third page is never listed.
    AtomicBoolean up = new AtomicBoolean();
    IntUnaryOperator faults = number -> number > 6 && !up.get() ? 503 : 0;
    try (PineconeServer server = PineconeServer.locked(folder.resolve("there"));
        LuceneStore store = LuceneStore.open(folder.resolve("here"))) {
      CollectionCatalog catalog = new CollectionCatalog(store);
      String host = fill(server, PineconeServer.KEY);
      try (FlakyProxy proxy = new FlakyProxy(server, host, faults)) {
        PineconeIndex index = index(proxy.uri());
        assertThatThrownBy(() -> run(into(catalog, folder), index))
            .isInstanceOf(Unavailable.class)
            .hasMessageContaining("Run the import again");
        assertThat(all(catalog.get("copy"), "")).hasSize(200);
        up.set(true);
        int before = proxy.requests().size();
        TransferProgress ended = run(into(catalog, folder), index);
        assertThat(ended.done()).isEqualTo(RECORDS + 4);
        List<String> asked = proxy.requests().subList(before, proxy.requests().size());
        assertThat(asked.stream().filter(each -> each.startsWith("/vectors/list")))
            .hasSize(2)
            .first()
            .asString()
            .contains("paginationToken=");
        requireSame(server, catalog);
      }
    }
  }

  /// 50,000 vectors of 512 numbers.
  @Test
  @Tag("load")
  void aLargeIndexComesInWhole() throws Exception {
    int count = Integer.getInteger("pictor.import.records", 50_000);
    int dimension = 512;
    try (PineconeServer server = PineconeServer.start(folder.resolve("there"));
        LuceneStore store = LuceneStore.open(folder.resolve("here"))) {
      IndexClient index =
          IndexClient.create(
              server.server(),
              "films",
              "\"dimension\":%d,\"metric\":\"cosine\"".formatted(dimension));
      upsert(index, "", count, dimension);
      CollectionCatalog catalog = new CollectionCatalog(store);
      TransferProgress ended = run(into(catalog, folder), index(URI.create(server.control())));
      assertThat(ended.done()).isEqualTo(count);
      assertThat(catalog.get("copy").stats().records()).isEqualTo(count);
      System.getLogger(IndexImportTest.class.getName())
          .log(
              System.Logger.Level.INFO,
              "imported records=%d dimension=%d millis=%d"
                  .formatted(count, dimension, ended.elapsed().toMillis()));
    }
  }
}
