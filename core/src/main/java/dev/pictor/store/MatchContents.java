package dev.pictor.store;

/// What of a match's record comes back beside its id and score. Less is faster.
public record MatchContents(boolean values, boolean metadata) {

  public static final MatchContents METADATA = new MatchContents(false, true);
}
