package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.AlreadyClosedException;
import org.jspecify.annotations.Nullable;

/// The way to the index of one collection, from the first use to the end. Thread-safe.
///
/// The index opens when first used. A failure that damaged files explain is reported as such:
/// Lucene compares the checksums of large files only when it merges or is told to, so a flipped bit
/// may show as any exception on the way.
final class IndexAccess {

  /// Reads from one commit.
  interface Read<T> {
    T of(IndexSearcher searcher) throws IOException;
  }

  /// Reads from one commit of an index that it looks at too.
  interface IndexRead<T> {
    T of(LuceneIndex index, IndexSearcher searcher) throws IOException;
  }

  /// Works on the files of one commit.
  interface Work<T> {
    T on(HeldCommit held) throws IOException;
  }

  private record Opened(LuceneIndex index, WriteQueue writes) {}

  private final String collection;
  private final Path index;
  private final Codec codec;
  // Whoever copies or checks files holds the one side, whoever ends the collection the other.
  private final ReadWriteLock files = new ReentrantReadWriteLock();
  private final ChangeLog log = new ChangeLog();
  private volatile @Nullable Opened opened;

  @GuardedBy("this")
  private @Nullable ServiceException ended;

  /// @param index folder of the index
  IndexAccess(String collection, Path index, Codec codec) {
    this.collection = collection;
    this.index = index;
    this.codec = codec;
  }

  /// Waits until `change` is durable and visible.
  <T> T write(WriteQueue.Change<T> change) {
    try {
      return opened().writes.submit(change);
    } catch (RejectedExecutionException e) {
      throw gone(e);
    }
  }

  <T> T read(Read<T> read) {
    return read((_, searcher) -> read.of(searcher));
  }

  <T> T read(IndexRead<T> read) {
    LuceneIndex index = opened().index;
    try {
      IndexSearcher searcher = index.acquire();
      try {
        return read.of(index, searcher);
      } finally {
        index.release(searcher);
      }
    } catch (IndexSearcher.TooManyClauses e) {
      throw FilterCompiler.tooLong(e);
    } catch (InvalidRequest e) {
      throw e;
    } catch (AlreadyClosedException e) {
      throw gone(e);
    } catch (IOException e) {
      throw StoreFailures.of(collection, e, index).orElseGet(() -> StoreFailures.of(collection, e));
    } catch (RuntimeException | Error e) {
      Optional<ServiceException> known = StoreFailures.of(collection, e, index);
      if (known.isPresent()) {
        throw known.get();
      }
      throw e;
    }
  }

  /// Works on the newest commit, whose files stay, with an index that nobody ends meanwhile. On a
  /// thread that no interrupt reaches.
  <T> T hold(Work<T> work) {
    files.readLock().lock();
    try {
      LuceneIndex index = opened().index;
      return FileWork.call(
          () -> {
            try (HeldCommit held = index.hold()) {
              return work.on(held);
            }
          });
    } catch (IOException e) {
      throw StoreFailures.of(collection, e);
    } finally {
      files.readLock().unlock();
    }
  }

  /// Tells of all changes that become durable from now on, until it is closed.
  ChangeFeed follow() {
    return log.follow();
  }

  private Opened opened() {
    Opened ready = opened;
    return ready != null ? ready : open();
  }

  private synchronized Opened open() {
    if (ended != null) {
      throw ended;
    }
    Opened ready = opened;
    if (ready == null) {
      try {
        ready = openIndex();
      } catch (IOException e) {
        throw StoreFailures.of(collection, e);
      } catch (RuntimeException | Error e) {
        requireUndamaged(e);
        throw e;
      }
      opened = ready;
    }
    return ready;
  }

  private Opened openIndex() throws IOException {
    Runnable mergeEnded =
        () -> {
          Opened now = opened;
          if (now != null) {
            now.writes.commitSoon();
          }
        };
    LuceneIndex ready = FileWork.call(() -> LuceneIndex.open(index, codec, mergeEnded));
    return new Opened(ready, new WriteQueue(collection, ready, log));
  }

  /// Blames a failure to open on a damaged file, if there is one.
  private void requireUndamaged(Throwable failure) {
    IndexFiles.firstDamage(index)
        .ifPresent(
            damage -> {
              damage.addSuppressed(failure);
              throw StoreFailures.of(collection, damage);
            });
  }

  private synchronized ServiceException gone(RuntimeException cause) {
    if (ended != null) {
      return ended;
    }
    throw cause;
  }

  /// Finishes what waits and closes the files; later calls throw `reason`.
  void end(ServiceException reason) {
    files.writeLock().lock();
    try {
      Opened last;
      synchronized (this) {
        last = opened;
        opened = null;
        ended = ended == null ? reason : ended;
      }
      if (last != null) {
        close(last);
      }
    } catch (IOException e) {
      throw StoreFailures.of(collection, e);
    } finally {
      files.writeLock().unlock();
    }
  }

  private static void close(Opened last) throws IOException {
    last.writes.close();
    FileWork.call(
        () -> {
          last.index.close();
          return last;
        });
  }
}
