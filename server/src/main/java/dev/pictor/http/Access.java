package dev.pictor.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What a route needs, and what a key gives: the scopes of keys, each with all that those before it
/// allow.
public enum Access {
  /// Nothing of anybody's: needs no key, and is no scope of one.
  OPEN,
  /// Searching, fetching, listing, describing, embedding: whatever changes nothing.
  READ,
  /// Changing records, namespaces and pictures.
  WRITE,
  /// Making, configuring and deleting collections; snapshots; what keeps the whole machine busy.
  ADMIN;

  /// The word of a key's scope.
  static Optional<Access> ofScope(String word) {
    return Arrays.stream(values())
        .filter(each -> each != OPEN && each.word().equals(word))
        .findFirst();
  }

  /// As settings, answers and the description of the API have it.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean includes(Access needed) {
    return compareTo(needed) >= 0;
  }
}
