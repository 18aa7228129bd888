package dev.pictor.token;

/// The token ids of one text. Immutable as long as nobody writes into [#ids].
public final class Tokens {

  private final long[] ids;
  private final int count;
  private final boolean truncated;

  Tokens(long[] ids, int count, boolean truncated) {
    this.ids = ids;
    this.count = count;
    this.truncated = truncated;
  }

  /// The ids with special tokens and padding; shared, not to be changed.
  public long[] ids() {
    return ids;
  }

  /// How many of the ids are the text's, special tokens included, padding not.
  public int count() {
    return count;
  }

  /// Whether the text had more tokens than are kept.
  public boolean truncated() {
    return truncated;
  }
}
