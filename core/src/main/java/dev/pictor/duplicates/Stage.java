package dev.pictor.duplicates;

/// What has told that pictures are the same.
public enum Stage {
  /// Their files have the same bytes.
  BYTES,
  /// Their perceptual hashes are near, and laid over each other they are alike.
  HASH,
  /// Their vectors are near, and laid over each other they are alike, perhaps one cut out of the
  /// other.
  EMBEDDING
}
