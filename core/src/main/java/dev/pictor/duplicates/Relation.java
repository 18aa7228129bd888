package dev.pictor.duplicates;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.Optional;

/// What two pictures that look alike are to each other.
sealed interface Relation {

  /// @param sureness [Sureness#LIKELY] or [Sureness#POSSIBLE]
  record Copies(Stage stage, Sureness sureness, double likeness) implements Relation {}

  /// Frames that one camera took within seconds.
  record Frames(Stage stage, double likeness) implements Relation {}

  record Different() implements Relation {}

  /// Longer apart, and a camera was aimed anew.
  Duration BURST = Duration.ofSeconds(10);

  /// A copy keeps the time of its original, or has none; two frames of one camera have two times,
  /// or the same second and, where something moved, other pixels.
  static Relation of(GroupMember a, GroupMember b, Stage stage, Likeness likeness) {
    Optional<Duration> apart = apart(a, b);
    boolean near = apart.isPresent() && apart.get().compareTo(BURST) <= 0;
    boolean sameSize = a.width() == b.width() && a.height() == b.height();
    if (near
        && (apart.get().isPositive()
            ? sameSize || !likeness.isLikely()
            : sameSize && !likeness.isLikely())) {
      return new Frames(stage, likeness.whole());
    }
    if (likeness.isLikely()) {
      return new Copies(stage, Sureness.LIKELY, likeness.whole());
    }
    return likeness.isPossible()
        ? new Copies(stage, Sureness.POSSIBLE, likeness.whole())
        : new Different();
  }

  /// How long lies between two pictures of one camera; empty when that is not known.
  private static Optional<Duration> apart(GroupMember a, GroupMember b) {
    if (a.camera().isEmpty() || !a.camera().equals(b.camera())) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Duration.between(LocalDateTime.parse(a.timestamp()), LocalDateTime.parse(b.timestamp()))
              .abs());
    } catch (DateTimeException unknown) {
      return Optional.empty();
    }
  }
}
