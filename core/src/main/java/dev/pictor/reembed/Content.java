package dev.pictor.reembed;

import dev.pictor.error.Failure;
import dev.pictor.library.IndexedPictures;

/// What the vector of a record is made of.
public sealed interface Content {

  /// Reads a picture's bytes when they are needed.
  interface Loader {
    /// @throws IndexedPictures.Unreadable when the picture is gone or another one now
    byte[] load() throws IndexedPictures.Unreadable;
  }

  /// A picture.
  ///
  /// @param sha256 of its bytes, in hexadecimal digits
  /// @param bytes how many they are, for memory; may be an estimate
  record Picture(String sha256, long bytes, Loader loader) implements Content {}

  record Text(String text) implements Content {}

  /// Nothing that is kept: the vector cannot be made again.
  record Nothing(Failure why) implements Content {}
}
