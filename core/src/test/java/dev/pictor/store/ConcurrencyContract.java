package dev.pictor.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.FilterParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Many callers at once.
public interface ConcurrencyContract extends StoreUnderTest {

  @Test
  default void eightWritersSeeTheirOwnWritesAtOnce() throws Exception {
    CollectionStore pairs = pairs();
    List<Future<?>> writers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int w = 0; w < 8; w++) {
        String name = "w" + w;
        writers.add(threads.submit(() -> writeAndRead(pairs, name)));
      }
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    assertThat(Samples.counts(pairs).get("shared")).isEqualTo(8 * 20L);
  }

  private static void writeAndRead(CollectionStore pairs, String name) {
    for (int i = 0; i < 20; i++) {
      String id = name + "-" + i;
      pairs.upsert("shared", List.of(Samples.record(id, Map.of("by", name))));
      assertThat(pairs.fetch("shared", List.of(id))).hasSize(1);
      assertThat(pairs.count("shared", FilterParser.parse(Map.of("by", name)))).isEqualTo(i + 1);
      pairs.upsert(name, List.of(Samples.record(id, 1, 0)));
      assertThat(pairs.delete(name, List.of(id))).isEqualTo(1);
      assertThat(pairs.fetch(name, List.of(id))).isEmpty();
    }
  }

  @Test
  default void interruptedCallerHarmsNobody() {
    CollectionStore pairs = pairs();
    Thread.currentThread().interrupt();
    pairs.upsert("", List.of(Samples.record("a", 1, 0)));
    assertThat(Thread.interrupted()).isTrue();
    pairs.upsert("", List.of(Samples.record("b", 1, 0)));
    assertThat(pairs.count("", Samples.ALL)).isEqualTo(2);
  }
}
