package dev.pictor.recommend;

import dev.pictor.collection.Namespace;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Page;
import dev.pictor.store.VectorRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// Draws records by chance, also among those that a filter lets through.
///
/// Each is as likely as any other, unless a filter lets through more than are read and yet so few
/// that a sample of the whole namespace has not enough of them: then the first by id join in.
final class RecordDraw {

  /// Numbers of all vectors that are read for a filter.
  private static final int MOST_NUMBERS = 8_000_000;

  private static final int MOST_RECORDS = 10_000;

  private final Namespace namespace;
  private final MetadataFilter filter;
  private final int dimension;
  private final long seed;

  RecordDraw(Namespace namespace, MetadataFilter filter, int dimension, long seed) {
    this.namespace = namespace;
    this.filter = filter;
    this.dimension = dimension;
    this.seed = seed;
  }

  /// Up to `count` records in an order of chance.
  ///
  /// @param without ids that are not drawn
  /// @param count with the size of `without` at most 10,000
  List<VectorRecord> draw(Set<String> without, int count) {
    Map<String, VectorRecord> drawn = new LinkedHashMap<>();
    all(count + without.size()).forEach(each -> drawn.put(each.id(), each));
    without.forEach(drawn::remove);
    List<VectorRecord> shuffled = new ArrayList<>(drawn.values());
    // They come in the order of segments or ids, which is none of chance.
    shuffled.sort(Comparator.comparing(VectorRecord::id));
    Collections.shuffle(shuffled, new Random(seed));
    return shuffled.subList(0, Math.min(count, shuffled.size()));
  }

  private List<VectorRecord> all(int wanted) {
    if (filter instanceof MetadataFilter.MatchAll) {
      return namespace.sample(wanted, seed);
    }
    Page<VectorRecord> first = namespace.fetchMatching(filter, "", wanted);
    if (first.next().isEmpty()) {
      return first.records();
    }
    int read = Math.clamp(MOST_NUMBERS / dimension, wanted, MOST_RECORDS);
    List<VectorRecord> sample =
        namespace.sample(read, seed).stream()
            .filter(each -> FilterMatcher.matches(filter, each.metadata()))
            .toList();
    if (sample.size() >= wanted) {
      return sample;
    }
    List<VectorRecord> both = new ArrayList<>(sample);
    both.addAll(namespace.fetchMatching(filter, "", read).records());
    return both;
  }
}
