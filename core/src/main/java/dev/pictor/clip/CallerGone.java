package dev.pictor.clip;

/// Nobody waits for a vector any more, so it was not made. No failure of anything: there is nobody
/// to be told.
public final class CallerGone extends RuntimeException {

  CallerGone() {
    super("the caller has gone");
  }
}
