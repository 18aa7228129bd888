package dev.pictor.store;

import dev.pictor.error.CorruptStore;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.LockObtainFailedException;

/// What a failure of files means to a caller.
final class StoreFailures {

  // Linux and macOS; quotas; Windows. Java has no type for it.
  private static final List<String> FULL =
      List.of("No space left on device", "quota exceeded", "not enough space on the disk");

  private StoreFailures() {}

  /// @param failure the reason is looked for in its causes too
  static ServiceException of(String collection, Throwable failure) {
    return known(collection, failure).orElseGet(() -> unknown(collection, failure));
  }

  /// What `failure` means once the files were looked at, when its kind does not say it; empty when
  /// it is a bug.
  static Optional<ServiceException> of(String collection, Throwable failure, SearchedIndex index) {
    return known(collection, failure)
        .or(() -> index.damage().map(damage -> damaged(collection, damage, failure)))
        .or(
            () ->
                failure instanceof IOException || failure instanceof AlreadyClosedException
                    ? Optional.of(unknown(collection, failure))
                    : Optional.empty());
  }

  private static ServiceException damaged(
      String collection, IOException damage, Throwable failure) {
    damage.addSuppressed(failure);
    return corrupt("collection: %s: %s".formatted(collection, damage), damage);
  }

  private static ServiceException unknown(String collection, Throwable failure) {
    return new Unavailable(
        "collection: %s: %s (expected: files that can be read and written). Check the disk and rights."
            .formatted(collection, failure),
        failure);
  }

  private static Optional<ServiceException> known(String collection, Throwable failure) {
    String what = "collection: %s: ".formatted(collection);
    Optional<Throwable> full = first(failure, StoreFailures::isFull);
    if (full.isPresent()) {
      return Optional.of(
          new Unavailable(
              what
                  + full.get()
                  + " (expected: free space). Nothing acknowledged is lost; free some space on the disk and try again.",
              failure));
    }
    Optional<Throwable> locked = first(failure, LockObtainFailedException.class::isInstance);
    if (locked.isPresent()) {
      return Optional.of(
          new Unavailable(
              what
                  + locked.get()
                  + " (expected: a data folder that no other process uses). Stop the other process, or name another data folder.",
              failure));
    }
    return first(failure, StoreFailures::isDamage).map(damage -> corrupt(what + damage, failure));
  }

  /// The first of a failure's causes, and of what they suppressed, that is `wanted`: Lucene throws
  /// the last of several failures, such as a missing file that a full disk did not let it make.
  private static Optional<Throwable> first(Throwable failure, Predicate<Throwable> wanted) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (wanted.test(each)) {
        return Optional.of(each);
      }
      for (Throwable suppressed : each.getSuppressed()) {
        Optional<Throwable> found = first(suppressed, wanted);
        if (found.isPresent()) {
          return found;
        }
      }
    }
    return Optional.empty();
  }

  /// Whether files are not as they were written.
  static boolean isDamage(Throwable failure) {
    return switch (failure) {
      case CorruptIndexException _,
          IndexFormatTooOldException _,
          IndexFormatTooNewException _,
          IndexNotFoundException _,
          EOFException _,
          NoSuchFileException _,
          FileNotFoundException _ ->
          true;
      default -> false;
    };
  }

  private static boolean isFull(Throwable failure) {
    String message = failure.getMessage();
    return failure instanceof IOException
        && message != null
        && FULL.stream().anyMatch(message::contains);
  }

  private static CorruptStore corrupt(String what, Throwable failure) {
    return new CorruptStore(
        what + ". Restore the collection from a copy, or delete it and index again.", failure);
  }
}
