package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.MemoryUsage;
import org.junit.jupiter.api.Test;

class HeapKeeperTest {

  private static final long MB = 1 << 20;

  @Test
  void aCollectionIsDueWhenMuchCameSinceTheLastOne() {
    assertThat(HeapKeeper.isDue(used(250), used(100))).isFalse();
    assertThat(HeapKeeper.isDue(used(400), used(100))).isTrue();
    assertThat(HeapKeeper.isDue(used(4000), used(3900))).isFalse();
  }

  private static MemoryUsage used(long megabytes) {
    return new MemoryUsage(0, megabytes * MB, 8000 * MB, 8000 * MB);
  }
}
