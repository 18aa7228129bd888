package dev.pictor.duplicates;

/// How sure it is that two pictures are copies. What each means in figures stands in
/// `docs/duplicates.md`.
public enum Sureness {
  /// The same bytes.
  CERTAIN,
  /// The same picture, stored anew, scaled or cut a little.
  LIKELY,
  /// Changed more, or parts of it differ: worth a look.
  POSSIBLE
}
