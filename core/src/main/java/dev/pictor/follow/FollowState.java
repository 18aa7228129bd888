package dev.pictor.follow;

import dev.pictor.error.Diagnosis;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How far a follower is.
///
/// @param synced when everything was last as its leader had it; empty before the first time
/// @param lag since then; since the start before the first time
/// @param behind commits of the leader that are not here, of all collections, as far as known
/// @param fetchedFiles since the start
/// @param fetchedBytes since the start
/// @param problem why the last round did not succeed; empty when it did
public record FollowState(
    URI leader,
    Optional<Instant> synced,
    Duration lag,
    long behind,
    List<Copy> copies,
    long fetchedFiles,
    long fetchedBytes,
    Optional<Problem> problem) {

  /// @param version that is here; 0 for none
  /// @param leaderVersion that the leader had when it was last asked
  public record Copy(String collection, long version, long leaderVersion) {}

  /// Why copies are not what the leader has.
  ///
  /// @param diagnosis for programs and for translations
  public record Problem(Diagnosis diagnosis, String sentence) {}

  public FollowState {
    copies = List.copyOf(copies);
  }
}
