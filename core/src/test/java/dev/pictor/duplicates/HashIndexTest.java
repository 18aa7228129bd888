package dev.pictor.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HashIndexTest {

  private static final long SEED = Long.getLong("pictor.seed", System.nanoTime());

  @Test
  void findsWhatComparingAllFindsAndEachOnce() {
    Random random = new Random(SEED);
    List<PerceptualHash> hashes = new ArrayList<>();
    HashIndex index = new HashIndex();
    for (int i = 0; i < 3000; i++) {
      long bits = random.nextLong();
      if (i % 3 == 2) { // near to an earlier one, around the radius
        bits = hashes.get(random.nextInt(i)).bits();
        for (int flips = random.nextInt(16); flips > 0; flips--) {
          bits ^= 1L << random.nextInt(64);
        }
      }
      hashes.add(new PerceptualHash(bits));
      index.add(hashes.getLast());
    }

    int far = 0;
    for (PerceptualHash hash : hashes) {
      List<HashIndex.Near> plain = new ArrayList<>();
      for (int i = 0; i < hashes.size(); i++) {
        if (hash.distance(hashes.get(i)) <= HashIndex.RADIUS) {
          plain.add(new HashIndex.Near(i, hash.distance(hashes.get(i))));
        }
      }
      far += plain.stream().anyMatch(each -> each.distance() == HashIndex.RADIUS) ? 1 : 0;
      assertThat(index.near(hash)).as("seed %d", SEED).containsExactlyInAnyOrderElementsOf(plain);
    }
    assertThat(far).as("hashes at the very radius, seed %d", SEED).isPositive();
  }

  @Test
  void anEmptyIndexFindsNothing() {
    assertThat(new HashIndex().near(new PerceptualHash(0))).isEmpty();
  }
}
