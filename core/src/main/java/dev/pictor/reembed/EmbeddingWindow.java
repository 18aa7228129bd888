package dev.pictor.reembed;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.Patience;
import dev.pictor.error.BrokenModel;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Unavailable;
import dev.pictor.library.IndexedPictures;
import dev.pictor.vector.DenseVector;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Reads and encodes a bounded number and weight of contents at a time, on virtual threads, so that
/// slow disks overlap with encoding. One thread offers them and is handed the results in that
/// order.
final class EmbeddingWindow<K> implements AutoCloseable {

  /// What became of a content.
  sealed interface Result {
    record Made(DenseVector vector) implements Result {}

    record Unusable(Failure why) implements Result {}
  }

  /// Is handed results.
  interface Receiver<K> {
    void receive(K key, Result result);
  }

  private record Pending<K>(K key, long weight, Future<Result> result) {}

  private final Embedder embedder;
  private final BuildConfig config;
  private final Receiver<K> receiver;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Deque<Pending<K>> window = new ArrayDeque<>();
  private long weight;

  EmbeddingWindow(Embedder embedder, BuildConfig config, Receiver<K> receiver) {
    this.embedder = embedder;
    this.config = config;
    this.receiver = receiver;
  }

  /// Waits while the window is full, handing over results meanwhile.
  ///
  /// @throws dev.pictor.error.ServiceException when the model or the server can embed no more
  void offer(K key, Content content) {
    long bytes = content instanceof Content.Picture picture ? picture.bytes() : 0;
    while (!window.isEmpty()
        && (window.size() >= config.inFlight() || weight + bytes > config.inFlightBytes())) {
      handOver();
    }
    window.addLast(new Pending<>(key, bytes, threads.submit(() -> embed(content))));
    weight += bytes;
    while (!window.isEmpty() && window.getFirst().result().isDone()) {
      handOver();
    }
  }

  /// Hands over all that is under way.
  void drain() {
    while (!window.isEmpty()) {
      handOver();
    }
  }

  private void handOver() {
    Pending<K> first = window.removeFirst();
    weight -= first.weight();
    receiver.receive(first.key(), await(first.result()));
  }

  private static Result await(Future<Result> coming) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return coming.get();
        } catch (InterruptedException e) {
          interrupted = true; // the store's files would be closed by it
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    } catch (CancellationException e) {
      throw new Unavailable("reembed: closing", e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Result embed(Content content) throws InterruptedException {
    try {
      return new Result.Made(vector(content));
    } catch (IndexedPictures.Unreadable e) {
      return new Result.Unusable(e.why());
    } catch (InvalidRequest e) {
      return new Result.Unusable(Failure.of(e));
    } catch (Unavailable | BrokenModel | CorruptStore hopeless) {
      throw hopeless;
    } catch (OutOfMemoryError full) {
      return new Result.Unusable(
          Failure.of(ErrorCode.TOO_LITTLE_MEMORY, "not enough memory to decode it"));
    } catch (RuntimeException | StackOverflowError broken) {
      // A decoder may fail in any way on hostile bytes.
      return new Result.Unusable(
          Failure.of(ErrorCode.BROKEN_PICTURE, "cannot be decoded: " + broken));
    }
  }

  private DenseVector vector(Content content)
      throws IndexedPictures.Unreadable, InterruptedException {
    return switch (content) {
      case Content.Picture picture -> {
        byte[] bytes = picture.loader().load();
        yield Patience.ask(() -> embedder.image(bytes).embedding().vector());
      }
      case Content.Text(String text) ->
          Patience.ask(() -> embedder.text(text).embedding().vector());
      case Content.Nothing(Failure why) -> throw new IllegalStateException(why.sentence());
    };
  }

  /// Interrupts what is still under way and does not wait for it.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
