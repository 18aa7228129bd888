package dev.pictor.spark;

/// Ends a job with a sentence for the person who started it.
final class JobFailed extends RuntimeException {

  private static final long serialVersionUID = 1;

  JobFailed(String message) {
    super(message);
  }

  JobFailed(String message, Throwable cause) {
    super(message, cause);
  }
}
