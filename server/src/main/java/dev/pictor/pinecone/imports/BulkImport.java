package dev.pictor.pinecone.imports;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// One import of a folder into an index, as it stands. Immutable.
///
/// @param number counts the imports of the index, from 1 on
/// @param uri of the folder, as the client gave it
/// @param finished empty while it is not over
/// @param error why it failed, or what it left out
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
record BulkImport(
    long number,
    String uri,
    OnError onError,
    Status status,
    Instant created,
    Optional<Instant> finished,
    ImportCounts counts,
    Optional<String> error) {

  /// What a bad record does.
  enum OnError {
    /// It ends the import.
    ABORT,
    /// It is left out.
    CONTINUE;

    /// Upper and lower case alike, as clients of several versions write it.
    static Optional<OnError> parse(String text) {
      return Arrays.stream(values())
          .filter(each -> each.name().equals(text.toUpperCase(Locale.ROOT)))
          .findFirst();
    }
  }

  enum Status {
    PENDING("Pending"),
    IN_PROGRESS("InProgress"),
    FAILED("Failed"),
    COMPLETED("Completed"),
    CANCELLED("Cancelled");

    private final String word;

    Status(String word) {
      this.word = word;
    }

    /// As the wire and our own file write it.
    String word() {
      return word;
    }

    static Optional<Status> parse(String word) {
      return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
  }

  static BulkImport asked(long number, String uri, OnError onError) {
    return new BulkImport(
        number,
        uri,
        onError,
        Status.PENDING,
        now(),
        Optional.empty(),
        ImportCounts.none(),
        Optional.empty());
  }

  String id() {
    return Long.toString(number);
  }

  boolean hasEnded() {
    return switch (status) {
      case PENDING, IN_PROGRESS -> false;
      case FAILED, COMPLETED, CANCELLED -> true;
    };
  }

  /// Before its first record, or again after a restart.
  BulkImport pending() {
    return new BulkImport(
        number,
        uri,
        onError,
        Status.PENDING,
        created,
        Optional.empty(),
        ImportCounts.none(),
        Optional.empty());
  }

  BulkImport inProgress() {
    return new BulkImport(
        number, uri, onError, Status.IN_PROGRESS, created, finished, counts, error);
  }

  BulkImport with(ImportCounts counted) {
    return new BulkImport(number, uri, onError, status, created, finished, counted, error);
  }

  BulkImport ended(Status how, Optional<String> why) {
    return new BulkImport(number, uri, onError, how, created, Optional.of(now()), counts, why);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
