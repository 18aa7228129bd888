package dev.pictor.clip;

import dev.pictor.image.Picture;
import dev.pictor.image.PictureHeader;
import java.time.Duration;

/// A picture at the size of the tower, and what it took.
///
/// @param square of the tower's size
record PreparedPicture(
    Job<PictureRequest, ImageEmbedding> job,
    PictureHeader header,
    Picture square,
    Duration queue,
    Duration decode,
    Duration resize) {

  /// Of the time since it was sent, what was not spent on it.
  ///
  /// @param run what a run took for it
  long idleNanos(Duration run) {
    return job.age() - decode.plus(resize).plus(run).toNanos();
  }
}
