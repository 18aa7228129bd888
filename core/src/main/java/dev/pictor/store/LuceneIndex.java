package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.index.ConcurrentMergeScheduler;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.KeepOnlyLastCommitDeletionPolicy;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SegmentReader;
import org.apache.lucene.index.SnapshotDeletionPolicy;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.SearcherFactory;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.AlreadyClosedException;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;

/// One Lucene index: its writer, and the searcher that readers share. Reads are thread-safe; the
/// writer belongs to one thread.
///
/// The shared searcher shows commits only, so nobody sees a record that a crash could take back.
/// [#commit()] makes changes durable first and visible second.
final class LuceneIndex implements SearchedIndex {

  private static final double RAM_BUFFER_MB = 32;

  private final Directory directory;
  private final Codec codec;
  private final Runnable mergeEnded;
  private final SnapshotDeletionPolicy commits;
  private final SearcherManager searchers;

  @GuardedBy("this")
  private IndexWriter writer;

  @SuppressWarnings("GuardedBy") // nobody else has the object yet
  private LuceneIndex(Directory directory, Codec codec, Runnable mergeEnded) throws IOException {
    this.directory = directory;
    this.codec = codec;
    this.mergeEnded = mergeEnded;
    this.commits = new SnapshotDeletionPolicy(new KeepOnlyLastCommitDeletionPolicy());
    this.writer = newWriter();
    try {
      this.searchers = new SearcherManager(directory, new Searchers());
    } catch (IOException | RuntimeException e) {
      writer.rollback();
      throw e;
    }
  }

  private IndexWriter newWriter() throws IOException {
    return new IndexWriter(directory, config(codec, mergeEnded).setIndexDeletionPolicy(commits));
  }

  /// Makes an empty index in `folder`, durably.
  static void create(Path folder) throws IOException {
    try (Directory directory = new MMapDirectory(folder);
        IndexWriter writer =
            new IndexWriter(
                directory,
                config(Codec.getDefault(), () -> {})
                    .setOpenMode(IndexWriterConfig.OpenMode.CREATE))) {
      writer.commit();
    }
  }

  /// Opens the index in `folder` at its last commit.
  ///
  /// @param mergeEnded called on a merge's thread when segments were merged and wait for a commit
  static LuceneIndex open(Path folder, Codec codec, Runnable mergeEnded) throws IOException {
    Directory directory = new MMapDirectory(folder);
    try {
      return new LuceneIndex(directory, codec, mergeEnded);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  private static IndexWriterConfig config(Codec codec, Runnable mergeEnded) {
    return new IndexWriterConfig(WordAnalyzer.INSTANCE)
        .setOpenMode(IndexWriterConfig.OpenMode.APPEND)
        .setCodec(codec)
        .setMergeScheduler(new BackgroundMerges(mergeEnded))
        .setMergePolicy(new LargeSegmentPolicy())
        .setRAMBufferSizeMB(RAM_BUFFER_MB)
        .setCommitOnClose(false);
  }

  static IndexSearcher searcher(IndexReader reader) {
    IndexSearcher searcher = new IndexSearcher(reader);
    // The page cache does the work; a cache of Lucene's would add heap for every filter.
    searcher.setQueryCache(null);
    return searcher;
  }

  @Override
  public IndexSearcher acquire() throws IOException {
    return searchers.acquire();
  }

  @Override
  public void release(IndexSearcher searcher) throws IOException {
    searchers.release(searcher);
  }

  /// Changes for one batch; close them before [#commit()].
  synchronized IndexChanges changes() throws IOException {
    if (!writer.isOpen()) {
      rollback(); // a merge failed in a way that closed the writer, such as on a full disk
    }
    return new IndexChanges(writer);
  }

  /// Makes all changes durable, then visible.
  synchronized void commit() throws IOException {
    if (writer.hasUncommittedChanges()) {
      writer.commit();
    }
    searchers.maybeRefreshBlocking();
  }

  /// What closed the writer by itself, such as a merge on a full disk. Whoever writes then may only
  /// be told that something is closed.
  synchronized Optional<Throwable> tragedy() {
    return Optional.ofNullable(writer.getTragicException());
  }

  /// Starts merges that are only worth it while nobody writes.
  synchronized void mergeIdle() throws IOException {
    writer.forceMerge(1, false);
  }

  /// Forgets all changes since the last commit and starts anew from it.
  synchronized void rollback() throws IOException {
    writer.rollback();
    writer = newWriter();
  }

  /// The newest commit, whose files stay while writes and merges go on.
  @Override
  public HeldCommit hold() throws IOException {
    return new HeldCommit(directory, commits.snapshot(), this::letGo);
  }

  private synchronized void letGo(IndexCommit commit) throws IOException {
    commits.release(commit);
    try {
      writer.deleteUnusedFiles();
    } catch (AlreadyClosedException e) {
      // The next writer deletes what nobody needs.
    }
  }

  /// Ends running merges at once; nothing committed is lost.
  @Override
  public synchronized void close() throws IOException {
    try (directory) {
      searchers.close();
      writer.rollback();
    }
  }

  private static final class Searchers extends SearcherFactory {
    @Override
    public IndexSearcher newSearcher(
        IndexReader reader, @org.jspecify.annotations.Nullable IndexReader previous) {
      return searcher(reader);
    }
  }

  /// What searches see. No commit comes between, so its files are there and, when no merge is under
  /// way, searches see the last one.
  @Override
  public synchronized StoreStats stats() throws IOException {
    IndexSearcher searcher = acquire();
    try {
      IndexReader reader = searcher.getIndexReader();
      long bytes = 0;
      for (LeafReaderContext leaf : reader.leaves()) {
        bytes += ((SegmentReader) leaf.reader()).getSegmentInfo().sizeInBytes();
      }
      return new StoreStats(reader.numDocs(), bytes, reader.leaves().size(), merges());
    } finally {
      release(searcher);
    }
  }

  private synchronized int merges() {
    int running =
        ((ConcurrentMergeScheduler) writer.getConfig().getMergeScheduler()).mergeThreadCount();
    // Writes commit at once, so what is uncommitted between them is a merge that has ended.
    boolean waiting = writer.hasPendingMerges() || writer.hasUncommittedChanges();
    return waiting ? running + 1 : running;
  }
}
