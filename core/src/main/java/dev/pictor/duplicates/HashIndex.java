package dev.pictor.duplicates;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Finds hashes near to a hash without comparing all. Not thread-safe while it is filled.
///
/// How it works: multi-index hashing (Norouzi, Punjani and Fleet, *Fast Search in Hamming Space
/// with Multi-Index Hashing*, CVPR 2012, <https://arxiv.org/abs/1307.2982>). The 64 bits are cut
/// into `m` = 4 bands of 16. When two hashes differ in at most `r` = 11 bits, some band differs in
/// at most ⌊`r` / `m`⌋ = 2; so only those that share a band up to two bits are compared, of random
/// hashes one in 120.
final class HashIndex {

  /// The most bits in which found hashes differ.
  static final int RADIUS = 11;

  private static final int BANDS = 4;
  private static final int BAND_BITS = 16;
  private static final int[] NEAR = nearMasks();

  /// A number that was put in, and in how many bits its hash differs.
  record Near(int item, int distance) {}

  private final List<Map<Integer, List<Integer>>> bands = new ArrayList<>();
  private final List<PerceptualHash> hashes = new ArrayList<>();

  HashIndex() {
    for (int band = 0; band < BANDS; band++) {
      bands.add(new HashMap<>());
    }
  }

  /// All masks of 16 bits with at most two set.
  private static int[] nearMasks() {
    int[] masks = new int[1 + BAND_BITS + BAND_BITS * (BAND_BITS - 1) / 2];
    int count = 1;
    for (int i = 0; i < BAND_BITS; i++) {
      masks[count++] = 1 << i;
      for (int j = 0; j < i; j++) {
        masks[count++] = 1 << i | 1 << j;
      }
    }
    return masks;
  }

  /// Items get the numbers 0, 1, 2 …
  void add(PerceptualHash hash) {
    for (int band = 0; band < BANDS; band++) {
      bands.get(band).computeIfAbsent(part(hash, band), _ -> new ArrayList<>(1)).add(hashes.size());
    }
    hashes.add(hash);
  }

  private static int part(PerceptualHash hash, int band) {
    return (int) (hash.bits() >>> (BAND_BITS * band)) & 0xffff;
  }

  /// All with at most [#RADIUS] other bits, each once, in no order.
  List<Near> near(PerceptualHash hash) {
    List<Near> found = new ArrayList<>();
    for (int band = 0; band < BANDS; band++) {
      int part = part(hash, band);
      for (int mask : NEAR) {
        for (int item : bands.get(band).getOrDefault(part ^ mask, List.of())) {
          PerceptualHash other = hashes.get(item);
          int distance = hash.distance(other);
          if (distance <= RADIUS && !foundBefore(hash, other, band)) {
            found.add(new Near(item, distance));
          }
        }
      }
    }
    return found;
  }

  /// Whether an earlier band has led to it already.
  private static boolean foundBefore(PerceptualHash hash, PerceptualHash other, int band) {
    for (int earlier = 0; earlier < band; earlier++) {
      if (Integer.bitCount(part(hash, earlier) ^ part(other, earlier)) <= RADIUS / BANDS) {
        return true;
      }
    }
    return false;
  }
}
