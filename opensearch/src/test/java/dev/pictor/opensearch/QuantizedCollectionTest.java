package dev.pictor.opensearch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Match;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.QueryResult;
import dev.pictor.store.SearchEffort;
import dev.pictor.store.VectorQuery;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VectorSpace.Precision;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Collections that are searched by vectors of fewer bits.
@Tag("opensearch")
class QuantizedCollectionTest {

  private static final int DIMENSION = 64;
  private static final int RECORDS = 6000;
  private static final int CENTRES = 60;
  private static final int QUERIES = 100;
  private static final int TOP = 10;

  private final long seed = Long.getLong("pictor.seed", System.nanoTime());
  private final Random random = new Random(seed);
  private final OpenSearchStore store =
      OpenSearchStore.open(TestCluster.shared().config("quantized"));

  @AfterEach
  void close() {
    store.collections().forEach(each -> store.drop(each.name()));
    store.close();
  }

  @Test
  void whatIsSearchedIsQuantizedAndWhatIsNearestIsFound() throws Exception {
    CollectionStore collection =
        store.create(
            new CollectionSpec(
                "small",
                new VectorSpace.Dense(DIMENSION, Similarity.COSINE, Precision.INT8),
                new ModelBinding.Unattested()));
    assertThat(encoder(collection.spec().name())).contains("\"name\":\"sq\"", "\"bits\":7");
    List<DenseVector> centres = new ArrayList<>();
    for (int i = 0; i < CENTRES; i++) {
      centres.add(near(List.of(), 1));
    }
    for (int from = 0; from < RECORDS; from += 1000) {
      List<VectorRecord> batch = new ArrayList<>();
      for (int i = from; i < from + 1000; i++) {
        batch.add(new VectorRecord("r" + i, near(centres, 0.4f), Metadata.empty()));
      }
      collection.upsert("", batch);
    }
    int found = 0;
    for (int i = 0; i < QUERIES; i++) {
      DenseVector target = near(centres, 0.4f);
      QueryResult exact = collection.query(query(target, new SearchEffort.Exact()));
      QueryResult walked = collection.query(query(target, new SearchEffort.Walk(160)));
      assertThat(walked.plan()).isEqualTo(QueryResult.Plan.GRAPH);
      found += common(exact, walked);
    }
    assertThat(found / (double) (QUERIES * TOP))
        .as("recall, seed %d", seed)
        .isGreaterThanOrEqualTo(0.95);
  }

  private static VectorQuery query(DenseVector target, SearchEffort effort) {
    return new VectorQuery("", target, TOP, MetadataFilter.all()).withEffort(effort);
  }

  /// How many matches both have; their scores must be equal.
  private static int common(QueryResult exact, QueryResult walked) {
    Set<String> ids = new HashSet<>();
    exact.matches().forEach(each -> ids.add(each.id()));
    int common = 0;
    for (Match each : walked.matches()) {
      if (ids.contains(each.id())) {
        common++;
        Match same =
            exact.matches().stream()
                .filter(m -> m.id().equals(each.id()))
                .findFirst()
                .orElseThrow();
        assertThat(each.score()).isCloseTo(same.score(), within(1e-6f));
      }
    }
    return common;
  }

  /// A random vector around one of the centres, or around nothing.
  private DenseVector near(List<DenseVector> centres, float spread) {
    float[] values = new float[DIMENSION];
    DenseVector centre =
        centres.isEmpty() ? DenseVector.wrap(values) : centres.get(random.nextInt(CENTRES));
    float[] around = new float[DIMENSION];
    for (int i = 0; i < DIMENSION; i++) {
      around[i] = centre.get(i) + spread * (float) random.nextGaussian();
    }
    return DenseVector.wrap(around);
  }

  /// How the cluster says that it keeps the vectors of a collection.
  private static String encoder(String collection) throws Exception {
    URI node = TestCluster.shared().addresses().getFirst();
    try (HttpClient http = HttpClient.newHttpClient()) {
      String answer =
          http.send(
                  HttpRequest.newBuilder(node.resolve("/quantized-" + collection + "-*/_mapping"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      JsonNode index = Cluster.JSON.readTree(answer).values().iterator().next();
      return index.at("/mappings/properties/vector/method/parameters/encoder").toString();
    }
  }
}
