package dev.pictor.remotepinecone;

import com.google.protobuf.Struct;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.remotepinecone.PushedFilter.Part;
import dev.pictor.store.Page;
import dev.pictor.store.VectorRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Function;

/// Pages of records in the order of their ids, and draws. Thread-safe.
///
/// With a filter that few records match, a page reads those and keeps the first ones; else it reads
/// the records behind the last page until it is full.
final class RecordListing {

  private static final int MOST_LIMIT = 10_000;

  /// So many matches are read for each page rather than all records once.
  private static final int FEW = 10_000;

  private final IndexAccess index;
  private final RecordReads reads;

  RecordListing(IndexAccess index, RecordReads reads) {
    this.index = index;
    this.reads = reads;
  }

  /// @param view what of a record is kept
  <R> Page<R> page(
      String namespace,
      String prefix,
      MetadataFilter filter,
      String after,
      int limit,
      Function<VectorRecord, R> view) {
    index.requireOpen();
    if (limit < 1 || limit > MOST_LIMIT) {
      throw new InvalidRequest("limit: %d (expected: 1 to %d)".formatted(limit, MOST_LIMIT));
    }
    PushedFilter pushed = PushedFilter.of(filter);
    return switch (pushed.part()) {
      case Part.None() -> new Page<>(List.of(), Optional.empty());
      case Part.All() -> walked(namespace, prefix, filter, after, limit, view);
      case Part.Condition(Struct condition) ->
          reads.count(namespace, condition) <= FEW
              ? sorted(namespace, prefix, filter, after, limit, view)
              : walked(namespace, prefix, filter, after, limit, view);
    };
  }

  private record Kept<R>(String id, R record) {}

  private <R> Page<R> walked(
      String namespace,
      String prefix,
      MetadataFilter filter,
      String after,
      int limit,
      Function<VectorRecord, R> view) {
    List<Kept<R>> kept = new ArrayList<>();
    reads.walk(
        namespace,
        prefix,
        after,
        ids -> {
          // No more than are needed, one beyond the page among them.
          for (List<String> some : Batches.ofIds(ids, Math.max(1, limit + 1 - kept.size()))) {
            for (VectorRecord each : reads.fetch(namespace, some)) {
              if (kept.size() <= limit && FilterMatcher.matches(filter, each.metadata())) {
                kept.add(new Kept<>(each.id(), view.apply(each)));
              }
            }
            if (kept.size() > limit) {
              return false;
            }
          }
          return true;
        });
    return page(kept, limit);
  }

  private <R> Page<R> sorted(
      String namespace,
      String prefix,
      MetadataFilter filter,
      String after,
      int limit,
      Function<VectorRecord, R> view) {
    Comparator<Kept<R>> order = Comparator.comparing(Kept::id, WireText.ORDER);
    PriorityQueue<Kept<R>> first = new PriorityQueue<>(order.reversed());
    reads.each(
        namespace,
        filter,
        record -> {
          if (record.id().startsWith(prefix)
              && (after.isEmpty() || WireText.ORDER.compare(record.id(), after) > 0)) {
            first.add(new Kept<>(record.id(), view.apply(record)));
            if (first.size() > limit + 1) {
              first.remove();
            }
          }
        });
    return page(first.stream().sorted(order).toList(), limit);
  }

  private static <R> Page<R> page(List<Kept<R>> kept, int limit) {
    List<Kept<R>> shown = kept.subList(0, Math.min(limit, kept.size()));
    return new Page<>(
        shown.stream().map(Kept::record).toList(),
        kept.size() > limit ? Optional.of(shown.getLast().id()) : Optional.empty());
  }

  /// Draws from the list of all ids, each as likely as any other (Vitter's algorithm R).
  List<VectorRecord> sample(String namespace, int count, long seed) {
    index.requireOpen();
    if (count < 1 || count > MOST_LIMIT) {
      throw new InvalidRequest("count: %d (expected: 1 to %d)".formatted(count, MOST_LIMIT));
    }
    Random random = new Random(seed);
    List<String> drawn = new ArrayList<>();
    long[] seen = {0};
    reads.walk(
        namespace,
        "",
        "",
        ids -> {
          for (String id : ids) {
            seen[0]++;
            if (drawn.size() < count) {
              drawn.add(id);
            } else {
              long place = random.nextLong(seen[0]);
              if (place < count) {
                drawn.set((int) place, id);
              }
            }
          }
          return true;
        });
    return reads.fetch(namespace, drawn);
  }
}
