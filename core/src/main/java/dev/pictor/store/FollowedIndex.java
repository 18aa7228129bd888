package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/// An index whose files another process writes and that are brought here. Thread-safe.
final class FollowedIndex implements SearchedIndex {

  private final Path folder;
  private final Directory directory;
  private final SearcherManager searchers;

  @GuardedBy("this")
  private int held;

  private FollowedIndex(Path folder, Directory directory) throws IOException {
    this.folder = folder;
    this.directory = directory;
    this.searchers = new SearcherManager(directory, new Searchers());
  }

  static FollowedIndex open(Path folder) throws IOException {
    Directory directory = new MMapDirectory(folder);
    try {
      return new FollowedIndex(folder, directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  /// Has later searches see the newest commit of the folder.
  void refresh() throws IOException {
    searchers.maybeRefreshBlocking();
  }

  /// Deletes files but `needed`, unless somebody copies the commit that they may belong to. Those
  /// who search keep theirs, which the operating system deletes when they are done.
  synchronized void tidy(Set<String> needed) throws IOException {
    if (held > 0) {
      return;
    }
    for (String name : IndexFiles.list(folder)) {
      if (!needed.contains(name)) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
  }

  @Override
  public IndexSearcher acquire() throws IOException {
    return searchers.acquire();
  }

  @Override
  public void release(IndexSearcher searcher) throws IOException {
    searchers.release(searcher);
  }

  @Override
  public synchronized HeldCommit hold() throws IOException {
    refresh();
    IndexSearcher searcher = acquire();
    try {
      IndexCommit commit = ((DirectoryReader) searcher.getIndexReader()).getIndexCommit();
      held++;
      return new HeldCommit(directory, commit, _ -> letGo());
    } finally {
      release(searcher);
    }
  }

  private synchronized void letGo() {
    held--;
  }

  @Override
  public StoreStats stats() throws IOException {
    IndexSearcher searcher = acquire();
    try {
      IndexReader reader = searcher.getIndexReader();
      long bytes = 0;
      for (LeafReaderContext leaf : reader.leaves()) {
        bytes += ((SegmentReader) leaf.reader()).getSegmentInfo().sizeInBytes();
      }
      return new StoreStats(reader.numDocs(), bytes, reader.leaves().size(), 0);
    } finally {
      release(searcher);
    }
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      searchers.close();
    }
  }

  private static final class Searchers extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(
        IndexReader reader, @org.jspecify.annotations.Nullable IndexReader previous) {
      return LuceneIndex.searcher(reader);
    }
  }
}
