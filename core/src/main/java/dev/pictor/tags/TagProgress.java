package dev.pictor.tags;

import dev.pictor.search.Vocabulary;
import java.time.Duration;
import java.util.Optional;

/// How far a collection is tagged.
///
/// @param vocabulary its name
/// @param version of the vocabulary, see [dev.pictor.search.Vocabulary#version]
/// @param total records of the namespace
/// @param done records dealt with
/// @param tagged records that this run gave at least one tag
/// @param without records that this run looked at and found no tag for
/// @param unchanged records that had the tags of this version already
/// @param perSecond records that were looked at in a second, over the whole run
/// @param remaining unknown while nothing was looked at
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record TagProgress(
    Phase phase,
    String vocabulary,
    String version,
    long total,
    long done,
    long tagged,
    long without,
    long unchanged,
    double perSecond,
    Duration elapsed,
    Optional<Duration> remaining) {

  /// Nothing done yet.
  public static TagProgress before(Vocabulary vocabulary) {
    return new TagProgress(
        Phase.TAGGING,
        vocabulary.name(),
        vocabulary.version(),
        0,
        0,
        0,
        0,
        0,
        0,
        Duration.ZERO,
        Optional.empty());
  }

  public enum Phase {
    TAGGING,
    FINISHED,
    INTERRUPTED
  }
}
