package dev.pictor.duplicates;

/// How much two pictures show the same, laid over each other as well as they can be.
///
/// @param whole correlation of their brightnesses, in [-1, 1]; 1 for the same picture, also when
///   one is brighter
/// @param worst correlation in the part of them that differs most, of those that show anything
record Likeness(double whole, double worst) {

  /// Of pictures of the same bytes.
  static final Likeness SAME = new Likeness(1, 1);

  /// Of pictures with nothing in common.
  static final Likeness NONE = new Likeness(0, 0);

  // Measured by DuplicateRatesTest, see docs/duplicates.md.
  private static final double LIKELY_WHOLE = 0.985;
  private static final double LIKELY_WORST = 0.90;
  private static final double POSSIBLE_WHOLE = 0.96;
  private static final double POSSIBLE_WORST = 0.70;

  boolean isLikely() {
    return whole >= LIKELY_WHOLE && worst >= LIKELY_WORST;
  }

  boolean isPossible() {
    return whole >= POSSIBLE_WHOLE && worst >= POSSIBLE_WORST;
  }

  /// The better of two ways to lay the pictures over each other.
  Likeness or(Likeness other) {
    return other.whole + other.worst > whole + worst ? other : this;
  }
}
