package dev.pictor.library;

import dev.pictor.metadata.Metadata;
import dev.pictor.store.VectorRecord;

/// What became of one file.
sealed interface Outcome {

  /// Encoded now.
  record Encoded(VectorRecord record) implements Outcome {}

  /// The bytes are those of a picture that has a vector already.
  record Kept(VectorRecord record) implements Outcome {}

  /// The same bytes under the same id; only fields change.
  record Touched(String id, Metadata changes) implements Outcome {}

  /// The content is no readable picture; a record of what was there before is void.
  record Refused(FailedFile file) implements Outcome {}

  /// It could not be read now; the next run tries again and its record stays.
  record Unread(FailedFile file) implements Outcome {}

  /// It went away after the scan.
  record Vanished(String id) implements Outcome {}

  /// Nothing can be done for any file.
  record Aborted(RuntimeException cause) implements Outcome {}
}
