package dev.pictor.api;

import dev.pictor.duplicates.ScanProgress;
import dev.pictor.error.Failure;
import dev.pictor.library.IndexProgress;
import dev.pictor.reembed.ReembedProgress;
import dev.pictor.tags.TagProgress;
import dev.pictor.transfer.TransferProgress;
import java.time.Instant;
import java.util.Optional;

/// A long task as it stands. Immutable.
///
/// @param error when it failed or the server's stop interrupted it
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
record Job(
    String id,
    String collection,
    State state,
    Instant started,
    Optional<Instant> ended,
    Optional<Failure> error,
    Trigger trigger,
    Work work) {

  enum State {
    RUNNING,
    FINISHED,
    INTERRUPTED,
    FAILED
  }

  /// What began it.
  enum Trigger {
    REQUEST,
    /// The start of the server.
    START,
    /// The server, to keep a library in step.
    SYNC
  }

  enum Kind {
    INDEX,
    REEMBED,
    TAG,
    EXPORT,
    IMPORT,
    DUPLICATES;

    /// As a verb, for people.
    String doing() {
      return switch (this) {
        case INDEX -> "indexing";
        case REEMBED -> "re-embedding";
        case TAG -> "tagging";
        case EXPORT -> "exporting";
        case IMPORT -> "importing into";
        case DUPLICATES -> "looking for duplicates in";
      };
    }
  }

  /// What it does, and how far it is.
  sealed interface Work {

    record Indexing(IndexProgress progress) implements Work {}

    record Reembedding(ReembedProgress progress) implements Work {}

    record Tagging(TagProgress progress) implements Work {}

    record Exporting(TransferProgress progress) implements Work {}

    record Importing(TransferProgress progress) implements Work {}

    record FindingDuplicates(ScanProgress progress) implements Work {}

    default Kind kind() {
      return switch (this) {
        case Indexing _ -> Kind.INDEX;
        case Reembedding _ -> Kind.REEMBED;
        case Tagging _ -> Kind.TAG;
        case Exporting _ -> Kind.EXPORT;
        case Importing _ -> Kind.IMPORT;
        case FindingDuplicates _ -> Kind.DUPLICATES;
      };
    }

    /// Whether it ended because it was asked to stop.
    default boolean interrupted() {
      return switch (this) {
        case Indexing(IndexProgress progress) ->
            progress.phase() == IndexProgress.Phase.INTERRUPTED;
        case Reembedding(ReembedProgress progress) ->
            progress.phase() == ReembedProgress.Phase.INTERRUPTED;
        case Tagging(TagProgress progress) -> progress.phase() == TagProgress.Phase.INTERRUPTED;
        case Exporting(TransferProgress progress) ->
            progress.phase() == TransferProgress.Phase.INTERRUPTED;
        case Importing(TransferProgress progress) ->
            progress.phase() == TransferProgress.Phase.INTERRUPTED;
        case FindingDuplicates(ScanProgress progress) ->
            progress.phase() == ScanProgress.Phase.INTERRUPTED;
      };
    }
  }

  Kind kind() {
    return work.kind();
  }

  boolean hasEnded() {
    return state != State.RUNNING;
  }

  Job with(Work now) {
    return new Job(id, collection, state, started, ended, error, trigger, now);
  }

  Job finished(State end, Optional<Failure> why) {
    return new Job(id, collection, end, started, Optional.of(Instant.now()), why, trigger, work);
  }
}
