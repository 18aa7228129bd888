package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
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
    T of(SearchedIndex index, IndexSearcher searcher) throws IOException;
  }

  /// Works on the files of one commit.
  interface Work<T> {
    T on(HeldCommit held) throws IOException;
  }

  private record Opened(SearchedIndex index, Optional<WriteQueue> writes) {}

  private final String collection;
  private final Path index;
  private final Codec codec;
  private final Optional<String> leader;
  // Whoever copies or checks files holds the one side, whoever ends the collection the other.
  private final ReadWriteLock files = new ReentrantReadWriteLock();
  private final ChangeLog log = new ChangeLog();
  private volatile @Nullable Opened opened;

  @GuardedBy("this")
  private @Nullable ServiceException ended;

  /// @param index folder of the index
  /// @param leader who alone writes it; empty when that is this process
  IndexAccess(String collection, Path index, Codec codec, Optional<String> leader) {
    this.leader = leader;
    this.collection = collection;
    this.index = index;
    this.codec = codec;
  }

  /// Waits until `change` is durable and visible.
  <T> T write(WriteQueue.Change<T> change) {
    try {
      return opened().writes.orElseThrow(this::readOnly).submit(change);
    } catch (RejectedExecutionException e) {
      throw gone(e);
    }
  }

  private Conflict readOnly() {
    return new Conflict(
        "collection: %s is a copy (expected: a write to %s, which it follows)"
            .formatted(collection, leader.orElse("its leader")));
  }

  <T> T read(Read<T> read) {
    return read((_, searcher) -> read.of(searcher));
  }

  <T> T read(IndexRead<T> read) {
    SearchedIndex index = opened().index;
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
      SearchedIndex index = opened().index;
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

  /// The newest commit, whose files stay until it is closed or the index ends.
  <T> T lease(Work<T> work) {
    files.readLock().lock();
    try {
      SearchedIndex index = opened().index;
      return FileWork.call(
          () -> {
            HeldCommit held = index.hold();
            try {
              return work.on(held);
            } catch (IOException | RuntimeException e) {
              held.close();
              throw e;
            }
          });
    } catch (IOException e) {
      throw StoreFailures.of(collection, e);
    } finally {
      files.readLock().unlock();
    }
  }

  /// Has later reads see the newest commit of a folder that others fill, and deletes what it does
  /// not need.
  void refresh(Set<String> needed) {
    Opened now = opened;
    if (now != null && now.index instanceof FollowedIndex followed) {
      try {
        boolean _ =
            FileWork.call(
                () -> {
                  followed.refresh();
                  followed.tidy(needed);
                  return true;
                });
      } catch (IOException e) {
        throw StoreFailures.of(collection, e);
      }
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
    if (leader.isPresent()) {
      return new Opened(FileWork.call(() -> FollowedIndex.open(index)), Optional.empty());
    }
    Runnable mergeEnded =
        () -> {
          Opened now = opened;
          if (now != null) {
            now.writes.ifPresent(WriteQueue::commitSoon);
          }
        };
    LuceneIndex ready = FileWork.call(() -> LuceneIndex.open(index, codec, mergeEnded));
    return new Opened(ready, Optional.of(new WriteQueue(collection, ready, log)));
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
    last.writes.ifPresent(WriteQueue::close);
    FileWork.call(
        () -> {
          last.index.close();
          return last;
        });
  }
}
