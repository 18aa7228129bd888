package dev.pictor.search;

/// A piece of a [QueryLine]. Positions count characters from 1.
sealed interface LineToken {

  int position();

  /// `+` or `-` before a part.
  record Sign(boolean negative, int position) implements LineToken {}

  /// `2*` before a part.
  record Weight(double value, int position) implements LineToken {}

  /// Characters up to the next blank.
  record Bare(String text, int position) implements LineToken {}

  /// What stood between quotation marks.
  record Quoted(String text, int position) implements LineToken {}

  /// `folder:2024`.
  record Field(LineField field, String value, int position) implements LineToken {}
}
