package dev.pictor.clip;

import com.github.benmanes.caffeine.cache.Cache;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.UnaryOperator;

/// Answers from a cache, else from a lane; callers that ask for one key at the same time share one
/// job. Thread-safe. Failures are not kept.
///
/// @param <K> by which answers are kept
/// @param <I> what is encoded
/// @param <O> the answer
final class EmbeddingCache<K, I, O> {

  private final Cache<K, O> kept;
  private final Lane<I, O> lane;
  private final UnaryOperator<O> fromCache;
  private final ConcurrentMap<K, Job<I, O>> running = new ConcurrentHashMap<>();
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  /// @param fromCache what is told of an answer that cost nothing
  EmbeddingCache(Cache<K, O> kept, Lane<I, O> lane, UnaryOperator<O> fromCache) {
    this.kept = kept;
    this.lane = lane;
    this.fromCache = fromCache;
  }

  /// The answer for `key`, made from `input` when there is none.
  ///
  /// @throws dev.pictor.error.ServiceException as the lane does
  O get(K key, I input) {
    O known = kept.getIfPresent(key);
    if (known != null) {
      hits.increment();
      return fromCache.apply(known);
    }
    misses.increment();
    while (true) {
      Job<I, O> job = running.computeIfAbsent(key, missing -> lane.submit(input));
      try {
        if (job.join()) {
          O answer = lane.await(job);
          kept.put(key, answer);
          return answer;
        } // else its last caller dropped it just now
      } finally {
        running.remove(key, job);
      }
    }
  }

  /// Forgets all answers.
  void clear() {
    kept.invalidateAll();
  }

  long hits() {
    return hits.sum();
  }

  long misses() {
    return misses.sum();
  }
}
