package dev.pictor.batch;

import dev.pictor.bulk.PictureItem;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/// Items that a thread of its own finds, a bounded number ahead of those that are asked for. What
/// that thread throws comes out behind the last item. Read by one thread.
final class ItemPipe implements Iterator<PictureItem>, AutoCloseable {

  /// What a search passes on.
  private sealed interface Signal {
    record Item(PictureItem item) implements Signal {}

    record End(Optional<RuntimeException> failure) implements Signal {}
  }

  private static final int AHEAD = 10_000;

  private final BlockingQueue<Signal> queue = new ArrayBlockingQueue<>(AHEAD);
  private final Thread thread;
  private volatile boolean closed;
  private Optional<PictureItem> next = Optional.empty();
  private boolean ended;

  /// @param search tells each item to what it is given, which throws once nobody reads any more
  ItemPipe(Consumer<Consumer<PictureItem>> search) {
    this.thread = Thread.ofPlatform().name("find-pictures").daemon().start(() -> run(search));
  }

  private void run(Consumer<Consumer<PictureItem>> search) {
    Optional<RuntimeException> failure = Optional.empty();
    try {
      search.accept(item -> put(new Signal.Item(item)));
    } catch (RuntimeException e) {
      failure = Optional.of(e);
    }
    if (!closed) {
      put(new Signal.End(failure));
    }
  }

  private void put(Signal signal) {
    try {
      queue.put(signal);
    } catch (InterruptedException nobodyReads) {
      throw new IllegalStateException("closed", nobodyReads);
    }
  }

  @Override
  public boolean hasNext() {
    while (next.isEmpty() && !ended) {
      switch (take()) {
        case Signal.Item(PictureItem item) -> next = Optional.of(item);
        case Signal.End(Optional<RuntimeException> failure) -> {
          ended = true;
          failure.ifPresent(
              each -> {
                throw each;
              });
        }
      }
    }
    return next.isPresent();
  }

  private Signal take() {
    try {
      return queue.take();
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      return new Signal.End(Optional.empty());
    }
  }

  @Override
  public PictureItem next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    PictureItem item = next.orElseThrow();
    next = Optional.empty();
    return item;
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
