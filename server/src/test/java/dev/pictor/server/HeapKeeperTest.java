package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import org.junit.jupiter.api.Test;

class HeapKeeperTest {

  private static final long MB = 1 << 20;

  private final Heap heap = new Heap();

  @Test
  void itCollectsWhenMuchCameSinceTheLastCollection() {
    heap.live = 100;
    heap.collect();

    heap.garbage = 150;
    assertThat(HeapKeeper.look(heap)).isFalse();
    assertThat(heap.garbage).isEqualTo(150);

    heap.garbage = 300;
    assertThat(HeapKeeper.look(heap)).as("nothing is left to collect").isFalse();
    assertThat(heap.garbage).isZero();
  }

  @Test
  void itAsksForASecondLookWhenTheFirstCameTooEarly() {
    heap.live = 100;
    heap.collect();

    heap.live += 500; // a picture that is being decoded
    assertThat(HeapKeeper.look(heap)).isTrue();
    assertThat(HeapKeeper.look(heap)).as("asked for already").isFalse();

    heap.live -= 500;
    heap.garbage = 500;
    assertThat(HeapKeeper.look(heap)).as("hidden by what the first one left").isFalse();
    assertThat(heap.garbage).isEqualTo(500);
  }

  private static final class Heap implements HeapKeeper.OldGeneration {
    private long live;
    private long garbage;
    private long collected;

    @Override
    public MemoryUsage now() {
      return megabytes(live + garbage);
    }

    @Override
    public MemoryUsage collected() {
      return megabytes(collected);
    }

    @Override
    public void collect() {
      garbage = 0;
      collected = live;
    }

    private static MemoryUsage megabytes(long used) {
      return new MemoryUsage(0, used * MB, 8000 * MB, 8000 * MB);
    }
  }
}
