package dev.pictor.error;

/// A failure that a caller is meant to react to. One case per reaction; each wire maps the family
/// in one exhaustive switch.
///
/// Messages name the thing, the value given, what was expected and the next step, for example
/// `dimension: 512 (expected: 768, collection: cats)`. Bugs are not in this family; they stay
/// [IllegalStateException].
public abstract sealed class ServiceException extends RuntimeException
    permits InvalidRequest, NotFound, Conflict, Overloaded, Unavailable, CorruptStore, BrokenModel {

  private final transient Diagnosis diagnosis;

  ServiceException(Diagnosis diagnosis, String message) {
    super(message);
    this.diagnosis = diagnosis;
  }

  ServiceException(Diagnosis diagnosis, String message, Throwable cause) {
    super(message, cause);
    this.diagnosis = diagnosis;
  }

  /// The same for programs.
  public final Diagnosis diagnosis() {
    return diagnosis;
  }

  /// The message, never null.
  public final String reason() {
    String message = getMessage();
    return message == null ? getClass().getSimpleName() : message;
  }
}
