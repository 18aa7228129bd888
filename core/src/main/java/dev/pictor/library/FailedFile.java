package dev.pictor.library;

import dev.pictor.error.Failure;
import java.time.Instant;

/// A file that could not be indexed; it is tried again when its size or time changes.
///
/// @param id the id its picture would have
public record FailedFile(String id, long bytes, Instant modified, Failure why) {

  /// A file or folder of which nothing is known but its id.
  static FailedFile unseen(String id, Failure why) {
    return new FailedFile(id, 0, Instant.EPOCH, why);
  }
}
