package dev.pictor.search;

/// How far a match can be trusted.
public enum Confidence {
  /// Nearly always what was asked for.
  STRONG,
  /// Possibly what was asked for.
  WEAK,
  /// Not what was asked for.
  NONE,
  /// Nobody measured what nearness means with this model.
  UNKNOWN;

  /// Whether a match of this confidence is to be kept; one that is unknown is weak at most.
  boolean isAtLeast(Confidence least) {
    return switch (least) {
      case NONE, UNKNOWN -> true;
      case WEAK -> this != NONE;
      case STRONG -> this == STRONG;
    };
  }
}
