package dev.pictor.token;

import java.util.OptionalInt;

/// How a model wants its texts tokenized.
///
/// @param cleaning before
/// @param maxTokens that are kept of a text, special tokens included, at least 2
/// @param padId the token behind a short text, up to `maxTokens`; none for no padding
public record TokenizerSpec(TextCleaning cleaning, int maxTokens, OptionalInt padId) {

  public TokenizerSpec {
    if (maxTokens < 2) {
      throw new IllegalArgumentException("maxTokens: " + maxTokens + " (expected: 2 or more)");
    }
  }

  /// Without padding.
  public TokenizerSpec(TextCleaning cleaning, int maxTokens) {
    this(cleaning, maxTokens, OptionalInt.empty());
  }
}
