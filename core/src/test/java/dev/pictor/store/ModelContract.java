package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Random operations against a plain map.
public interface ModelContract extends StoreUnderTest {

  @Test
  default void randomOperationsEndAsAPlainMapDoes() {
    long seed = RandomRecords.seed();
    Random random = new Random(seed);
    RandomRecords records = new RandomRecords(random);
    TreeMap<String, VectorRecord> model = new TreeMap<>();
    CollectionStore four = create("four", 4, Similarity.EUCLIDEAN);
    for (int step = 0; step < 200; step++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> {
          List<VectorRecord> batch = new ArrayList<>();
          for (int i = random.nextInt(8); i >= 0; i--) {
            batch.add(
                new VectorRecord("id" + random.nextInt(60), records.vector(4), records.metadata()));
          }
          four.upsert("", batch);
          batch.forEach(each -> model.put(each.id(), each));
        }
        case 3 -> {
          String id = "id" + random.nextInt(60);
          assertThat(four.delete("", List.of(id))).isEqualTo(model.remove(id) == null ? 0 : 1);
        }
        case 4 -> {
          MetadataFilter filter = records.filter(1);
          if (random.nextInt(4) == 0) {
            int before = model.size();
            model.values().removeIf(each -> FilterMatcher.matches(filter, each.metadata()));
            assertThat(four.deleteMatching("", filter)).isEqualTo(before - model.size());
          }
        }
        case 5 -> {
          String id = "id" + random.nextInt(60);
          Metadata change = records.metadata();
          int changed = four.update("", List.of(new RecordUpdate(id, change)));
          assertThat(changed).isEqualTo(model.containsKey(id) ? 1 : 0);
          model.computeIfPresent(
              id, (_, old) -> new VectorRecord(id, old.vector(), old.metadata().merge(change)));
        }
        case 6 -> {
          if (random.nextInt(4) == 0) {
            four = reopened("four");
          }
        }
        default -> checkNearest(four, model, records);
      }
    }
    assertThat(four.fetch("", List.copyOf(model.keySet()))).isEqualTo(List.copyOf(model.values()));
    assertThat(four.count("", Samples.ALL)).isEqualTo(model.size());
  }

  private static void checkNearest(
      CollectionStore four, Map<String, VectorRecord> model, RandomRecords random) {
    DenseVector query = random.vector(4);
    MetadataFilter filter = random.filter(2);
    List<String> expected =
        model.values().stream()
            .filter(each -> FilterMatcher.matches(filter, each.metadata()))
            .sorted(
                Comparator.<VectorRecord, Float>comparing(
                        each -> Similarity.EUCLIDEAN.score(query, each.vector()))
                    .thenComparing(VectorRecord::id))
            .limit(5)
            .map(VectorRecord::id)
            .toList();
    assertThat(Samples.ids(four.query(new VectorQuery("", query, 5, filter)))).isEqualTo(expected);
  }
}
