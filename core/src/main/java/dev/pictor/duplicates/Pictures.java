package dev.pictor.duplicates;

import dev.pictor.library.PhotoLibrary;
import dev.pictor.store.VectorRecord;
import java.nio.file.Path;
import java.util.function.Supplier;

/// The pictures behind the records of a collection. Thread-safe.
public interface Pictures {

  /// A small JPEG of it.
  ///
  /// @throws dev.pictor.error.NotFound when it is gone or cannot be read
  byte[] thumbnail(String id);

  /// Its file.
  ///
  /// @throws dev.pictor.error.NotFound when there is none
  Path file(String id);

  /// Ends the record of an uploaded picture, and its file unless another one needs it.
  void removeUpload(String id);

  /// Takes back what [#removeUpload] has ended.
  void restoreUpload(VectorRecord record, byte[] content);

  /// Where the file of a picture in a folder lies or would lie; the folder of the library is there.
  ///
  /// @throws dev.pictor.error.Conflict when it is no place in a folder of the library, or that
  ///   folder is away
  Path place(String id);

  /// Those of a library.
  ///
  /// @param library asked each time, because it may be opened anew meanwhile
  static Pictures of(Supplier<PhotoLibrary> library) {
    return new Pictures() {
      private static final int THUMBNAIL = 320;

      @Override
      public byte[] thumbnail(String id) {
        return library.get().thumbnail(id, THUMBNAIL);
      }

      @Override
      public Path file(String id) {
        return library.get().file(id);
      }

      @Override
      public void removeUpload(String id) {
        library.get().uploads().remove(id);
      }

      @Override
      public void restoreUpload(VectorRecord record, byte[] content) {
        library.get().uploads().restore(record, content);
      }

      @Override
      public Path place(String id) {
        return library.get().place(id);
      }
    };
  }
}
