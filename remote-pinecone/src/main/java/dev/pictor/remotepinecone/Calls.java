package dev.pictor.remotepinecone;

import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/// Runs what waits for the network: again with growing pauses, or those that the service asks for,
/// while it is busy or away, and on threads of its own, so that an interrupted caller leaves no
/// connection behind in the middle of a call. Thread-safe.
final class Calls implements AutoCloseable {

  private static final int MOST_ATTEMPTS = 7;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Duration MOST_ASKED = Duration.ofSeconds(30);
  private static final double JITTER = 0.5;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final RetryPolicy<Object> policy;
  private final Duration longest;

  Calls() {
    this(FIRST_PAUSE, LONGEST_PAUSE);
  }

  /// @param first pause, the next ones grow up to `longest`, as do those of callers
  Calls(Duration first, Duration longest) {
    this.longest = longest;
    this.policy =
        RetryPolicy.builder()
            .handleIf(failure -> failure instanceof Overloaded || failure instanceof AwayException)
            .withMaxAttempts(MOST_ATTEMPTS)
            .withBackoff(first, longest)
            .withJitter(JITTER)
            .withDelayFnOn(Calls::asked, Overloaded.class)
            .build();
  }

  private static Duration asked(ExecutionContext<Object> context) {
    return context.getLastException() instanceof Overloaded busy
            && busy.retryAfter().compareTo(MOST_ASKED) < 0
        ? busy.retryAfter()
        : MOST_ASKED;
  }

  /// The service cannot be reached just now, or answers that it is not ready.
  static final class AwayException extends RuntimeException {
    private final transient RuntimeException told;

    /// @param told to the caller when it stays away
    AwayException(RuntimeException told) {
      super(told);
      this.told = told;
    }
  }

  /// Runs `work` until it succeeds, fails for good, or was tried often enough.
  <R> R repeated(Supplier<R> work) {
    return apart(
        () -> {
          try {
            return Failsafe.with(policy).get(work::get);
          } catch (AwayException e) {
            throw e.told;
          } catch (FailsafeException e) { // interrupted between two attempts
            throw closed(e);
          }
        });
  }

  private <R> R apart(Supplier<R> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    } catch (RejectedExecutionException e) {
      throw closed(e);
    }
  }

  private static Unavailable closed(RuntimeException cause) {
    return new Unavailable("store: it is closed (expected: open)", cause);
  }

  /// Waits; an interrupted caller waits on and stays interrupted.
  void pause(Duration duration) {
    apart(
        () -> {
          try {
            Thread.sleep(duration.compareTo(longest) < 0 ? duration : longest);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return true;
        });
  }

  /// Ends what waits.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
