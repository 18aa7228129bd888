package dev.pictor.clip;

import java.util.concurrent.CompletableFuture;

/// Who asks for vectors, where it can be known that they have gone: then what they wait for leaves
/// its queue. Thread-safe.
///
/// No interrupt tells it, because one that comes a moment late closes the file or the socket that
/// the thread uses by then.
@FunctionalInterface
public interface Caller {

  /// Bound by who serves a caller, for the threads that do.
  ScopedValue<Caller> PRESENT = ScopedValue.newInstance();

  /// Completes once the caller has gone. Asked for only when a vector is waited for longer than
  /// usual, by any number of threads.
  CompletableFuture<?> gone();
}
