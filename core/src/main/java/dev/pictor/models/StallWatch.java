package dev.pictor.models;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// A stream that ends with a fault when nothing comes for a while. The HTTP client of the JDK has a
/// limit for the headers only.
final class StallWatch implements AutoCloseable {

  private final InputStream in;
  private final Duration limit;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("download-watch").factory());
  private volatile long lastBytes = System.nanoTime();
  private volatile boolean stalled;

  StallWatch(InputStream in, Duration limit) {
    this.in = in;
    this.limit = limit;
    long period = Math.max(1, limit.toMillis() / 4);
    var _ = clock.scheduleAtFixedRate(this::look, period, period, TimeUnit.MILLISECONDS);
  }

  /// @throws TransientFault when the connection breaks or stalls
  int read(byte[] buffer) throws IOException {
    try {
      int count = in.read(buffer);
      lastBytes = System.nanoTime();
      if (count < 0 && stalled) {
        throw stall();
      }
      return count;
    } catch (TransientFault stall) {
      throw stall;
    } catch (IOException failed) {
      throw stalled ? stall() : TransientFault.of(failed);
    }
  }

  private void look() {
    if (System.nanoTime() - lastBytes > limit.toNanos()) {
      stalled = true;
      try {
        in.close();
      } catch (IOException _) {
        // The reader meets the end of the stream and tells.
      }
    }
  }

  private TransientFault stall() {
    return new TransientFault("nothing came for %d s".formatted(limit.toSeconds()));
  }

  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    in.close();
  }
}
