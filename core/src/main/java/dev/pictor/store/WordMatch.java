package dev.pictor.store;

/// A record that has a word of a [WordQuery].
///
/// @param match its score is that of BM25
/// @param whole whether it has all the words
public record WordMatch(Match match, boolean whole) {}
