package dev.pictor.models;

/// Told how far a download is, on the thread that downloads. Called often, so it must be quick.
@FunctionalInterface
public interface DownloadProgress {

  /// Tells nobody.
  DownloadProgress NONE = (file, doneBytes, totalBytes) -> {};

  /// @param file that is being fetched, by its path in the repository
  /// @param doneBytes of all files together; falls when a file has to begin again
  /// @param totalBytes of all files together, or 0 when the hub does not tell
  void advanced(String file, long doneBytes, long totalBytes);

  /// Whether to stop. What came is kept for the next run.
  default boolean cancelled() {
    return false;
  }
}
