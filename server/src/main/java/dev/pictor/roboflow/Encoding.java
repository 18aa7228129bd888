package dev.pictor.roboflow;

import dev.pictor.error.InvalidRequest;
import dev.pictor.vector.DenseVector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/// Items to vectors, in order. A list of any size goes through with a bounded number under way, so
/// that it fills the model's batches but not its queue.
final class Encoding {

  private static final int UNDER_WAY = 32;

  private final ClipEncoder encoder;
  private final PictureLoader pictures;

  Encoding(ClipEncoder encoder, PictureLoader pictures) {
    this.encoder = encoder;
    this.pictures = pictures;
  }

  List<DenseVector> encode(List<ClipItem> items) {
    if (items.size() == 1) {
      return List.of(encode(items.getFirst()));
    }
    Semaphore places = new Semaphore(UNDER_WAY);
    AtomicBoolean failed = new AtomicBoolean();
    List<Future<DenseVector>> futures = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ClipItem item : items) {
        places.acquireUninterruptibly();
        if (failed.get()) {
          break;
        }
        futures.add(
            threads.submit(
                () -> {
                  boolean done = false;
                  try {
                    DenseVector vector = encode(item);
                    done = true;
                    return vector;
                  } finally {
                    failed.compareAndSet(false, !done);
                    places.release();
                  }
                }));
      }
    }
    return futures.stream().map(Encoding::result).toList();
  }

  private static DenseVector result(Future<DenseVector> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    }
  }

  private DenseVector encode(ClipItem item) {
    return switch (item) {
      case ClipItem.Text(String text) -> text(text);
      case ClipItem.Image image -> image(image);
    };
  }

  private DenseVector text(String text) {
    ClipEncoder.EncodedText encoded = encoder.text(text);
    if (encoded.truncated()) {
      throw Fault.message(
          400,
          "Error with model input. Cause: Text input is too long: "
              + text.length()
              + " characters (expected: a shorter text, the model reads no more than its first words)");
    }
    return encoded.vector();
  }

  private DenseVector image(ClipItem.Image image) {
    byte[] picture = pictures.load(image);
    try {
      return encoder.image(picture);
    } catch (InvalidRequest e) {
      boolean fetched = !image.type().equals("base64");
      throw Fault.image(
          fetched ? PictureLoader.NOT_AN_IMAGE : PictureLoader.MALFORMED,
          image.name() + ": " + e.reason());
    }
  }
}
