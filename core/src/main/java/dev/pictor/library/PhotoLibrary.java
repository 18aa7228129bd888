package dev.pictor.library;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.VectorCollection;
import dev.pictor.image.PictureDecoder;
import dev.pictor.metadata.Metadata;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Folders of photos and the collection that mirrors them. Thread-safe; one run at a time.
public final class PhotoLibrary implements AutoCloseable {

  private final LibrarySpec spec;

  private PhotoLibrary(LibrarySpec spec) {
    this.spec = spec;
  }

  /// @param extraMetadata columns of the user's own table by file name or id, see [MetadataTable]
  public static PhotoLibrary open(
      LibrarySpec spec,
      VectorCollection collection,
      Embedder embedder,
      PictureDecoder decoder,
      Map<String, Metadata> extraMetadata) {
    throw new UnsupportedOperationException(
        "being written " + spec + collection + embedder + decoder + extraMetadata);
  }

  public LibrarySpec spec() {
    return spec;
  }

  /// Brings the collection in step with the folders and returns the last progress. May be
  /// interrupted ([#interrupt()], or the process killed) at any moment; the next run goes on where
  /// this one was.
  ///
  /// @param listener called at most some ten times a second, and at the end
  /// @throws dev.pictor.error.Conflict when a run is under way
  public IndexProgress index(Consumer<IndexProgress> listener) {
    throw new UnsupportedOperationException("being written " + listener);
  }

  /// Asks the run under way to stop soon.
  public void interrupt() {}

  /// The run under way, or the last one.
  public IndexProgress progress() {
    throw new UnsupportedOperationException("being written");
  }

  /// Files that could not be indexed, by id.
  public List<FailedFile> failures() {
    throw new UnsupportedOperationException("being written");
  }

  /// The file of a picture.
  ///
  /// @throws dev.pictor.error.NotFound when the id names no file inside the folders
  public Path file(String id) {
    throw new UnsupportedOperationException("being written " + id);
  }

  /// A cached JPEG of at most `longSide` pixels.
  ///
  /// @throws dev.pictor.error.NotFound when there is no such picture
  public byte[] thumbnail(String id, int longSide) {
    throw new UnsupportedOperationException("being written " + id + longSide);
  }

  @Override
  public void close() {}
}
