package dev.pictor.bulk;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// The rows of items, in their order, some items at a time, so that slow reads overlap with
/// embedding. Used by one thread.
public final class RowFlow implements Iterator<EmbeddedRow>, AutoCloseable {

  /// Makes rows. Thread-safe.
  @FunctionalInterface
  public interface Maker {

    /// Empty when the item is no picture and nobody said it were one.
    ///
    /// @throws RuntimeException when nothing can be done for any item
    Optional<EmbeddedRow> row(PictureItem item) throws InterruptedException;
  }

  /// Encoded bytes that the items under way may hold together; a larger one goes alone.
  private static final long MOST_BYTES = 64_000_000;

  /// What an item weighs whose length is not known.
  private static final long USUAL_BYTES = 1_000_000;

  private record UnderWay(long bytes, Future<Optional<EmbeddedRow>> row) {}

  private final Iterator<PictureItem> items;
  private final Maker maker;
  private final int atATime;
  private final ExecutorService threads;
  private final Deque<UnderWay> underWay = new ArrayDeque<>();
  private long bytes; // of those under way
  private Optional<PictureItem> held = Optional.empty(); // waits for bytes to become free
  private Optional<EmbeddedRow> next = Optional.empty();

  /// @param atATime how many items are under way at most
  public RowFlow(Iterator<PictureItem> items, Maker maker, int atATime) {
    this.items = items;
    this.maker = maker;
    this.atATime = atATime;
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            atATime,
            task -> {
              Thread thread = new Thread(task, "rows-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public boolean hasNext() {
    while (next.isEmpty()) {
      fill();
      UnderWay first = underWay.poll();
      if (first == null) {
        return false;
      }
      next = await(first.row());
      bytes -= first.bytes();
    }
    return true;
  }

  @Override
  public EmbeddedRow next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    EmbeddedRow row = next.orElseThrow();
    next = Optional.empty();
    return row;
  }

  private void fill() {
    while (underWay.size() < 2 * atATime) {
      if (held.isEmpty()) {
        if (!items.hasNext()) {
          return;
        }
        held = Optional.of(items.next());
      }
      PictureItem item = held.get();
      long weight = item.bytes() > 0 ? item.bytes() : USUAL_BYTES;
      if (bytes > 0 && bytes + weight > MOST_BYTES) {
        return;
      }
      held = Optional.empty();
      bytes += weight;
      underWay.add(new UnderWay(weight, threads.submit(() -> maker.row(item))));
    }
  }

  private static Optional<EmbeddedRow> await(Future<Optional<EmbeddedRow>> row) {
    try {
      return row.get();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stop);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException hopeless) {
        throw hopeless;
      }
      throw new IllegalStateException(failed.getCause());
    }
  }

  /// Interrupts what is under way.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
