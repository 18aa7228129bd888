package dev.pictor.recommend;

/// How pictures are chosen for a taste.
public sealed interface Strategy {

  /// The nearest to the mean of the liked pictures less the mean of the disliked ones: what all of
  /// them have in common. One search.
  record Average() implements Strategy {}

  /// By the cosine to the nearest liked picture, so that each of several different interests finds
  /// its own; what is nearer to a disliked one comes last. One search for each liked picture, whose
  /// nearest are compared.
  record BestScore() implements Strategy {}

  /// Pictures that differ from each other and from all liked and disliked ones: with liked ones out
  /// of those that fit them, else out of all.
  ///
  /// @param seed draws the same from a collection whose files have not changed
  record Surprise(long seed) implements Strategy {}
}
