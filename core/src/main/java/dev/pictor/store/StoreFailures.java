package dev.pictor.store;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.LockObtainFailedException;

/// What a failure of files means to a caller.
final class StoreFailures {

  private StoreFailures() {}

  static ServiceException of(String collection, IOException failure) {
    String what = "collection: %s: %s".formatted(collection, failure);
    return switch (failure) {
      case LockObtainFailedException _ ->
          new Unavailable(
              what
                  + " (expected: a data folder that no other process uses). Stop the other process, or name another data folder.",
              failure);
      case CorruptIndexException _,
          IndexFormatTooOldException _,
          IndexFormatTooNewException _,
          IndexNotFoundException _,
          EOFException _,
          NoSuchFileException _,
          FileNotFoundException _ ->
          corrupt(what, failure);
      default ->
          new Unavailable(
              what
                  + " (expected: files that can be read and written). Check disk space and rights.",
              failure);
    };
  }

  static CorruptStore corrupt(String what, Exception failure) {
    return new CorruptStore(
        what + ". Restore the collection from a copy, or delete it and index again.", failure);
  }
}
