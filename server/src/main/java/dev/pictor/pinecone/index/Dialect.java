package dev.pictor.pinecone.index;

import java.util.Optional;
import java.util.regex.Pattern;

/// Which of Pinecone's two vocabularies a client speaks.
public enum Dialect {
  /// Versions up to 2026-04: an index has a `spec`.
  CLASSIC,
  /// From 2026-07 on: an index has a `schema` and a `deployment`.
  SCHEMA;

  /// The header that says it, on both planes.
  public static final String HEADER = "X-Pinecone-Api-Version";

  private static final String FIRST_OF_SCHEMA = "2026-07";
  private static final Pattern VERSION = Pattern.compile("[0-9]{4}-[0-9]{2}.*");

  /// Without a version, or with one that is none, it is the classic one.
  public static Dialect of(Optional<String> version) {
    return version
        .filter(each -> VERSION.matcher(each).matches())
        .filter(each -> each.compareTo(FIRST_OF_SCHEMA) >= 0)
        .map(each -> SCHEMA)
        .orElse(CLASSIC);
  }
}
