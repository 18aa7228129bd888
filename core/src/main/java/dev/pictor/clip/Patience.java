package dev.pictor.clip;

import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import java.time.Duration;
import java.util.function.Supplier;

/// For work that nobody waits for in front of a screen: asks again while a model is busy, and some
/// minutes long while it runs elsewhere and is away. Stateless.
public final class Patience {

  private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(5);

  private Patience() {}

  /// The answer of `question`, which asks an [Embedder].
  ///
  /// @throws Unavailable when the model is away for too long, or is closing
  public static <T> T ask(Supplier<T> question) throws InterruptedException {
    long end = System.nanoTime() + LONGEST_OUTAGE.toNanos();
    while (true) {
      try {
        return question.get();
      } catch (Overloaded busy) {
        Thread.sleep(busy.retryAfter());
      } catch (Unavailable away) {
        if (away.retryAfter().isEmpty() || System.nanoTime() - end > 0) {
          throw away;
        }
        Thread.sleep(away.retryAfter().get());
      }
    }
  }
}
