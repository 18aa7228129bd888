package dev.pictor.store;

import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.index.StandardDirectoryReader;
import org.apache.lucene.util.StringHelper;

/// Commits of the embedded engine as files. Thread-safe.
final class LuceneCommits implements Commits {

  private static final System.Logger LOG = System.getLogger(LuceneCommits.class.getName());

  private final LuceneStore store;

  LuceneCommits(LuceneStore store) {
    this.store = store;
  }

  @Override
  public List<CommitHead> heads() {
    return store.use(
        () -> {
          List<CommitHead> heads = new ArrayList<>();
          for (CollectionSpec spec : store.collections()) {
            try {
              heads.add(head(store.existing(spec.name())));
            } catch (ServiceException unreadable) {
              LOG.log(System.Logger.Level.DEBUG, "no commit collection=" + spec.name(), unreadable);
            }
          }
          return heads;
        });
  }

  private static CommitHead head(LuceneCollection collection) {
    return collection.read(
        searcher -> {
          SegmentInfos infos =
              ((StandardDirectoryReader) searcher.getIndexReader()).getSegmentInfos();
          return head(collection.spec(), infos);
        });
  }

  static CommitHead head(CollectionSpec spec, SegmentInfos infos) {
    return new CommitHead(spec, StringHelper.idToString(infos.getId()), infos.getVersion());
  }

  @Override
  public HeldFiles hold(String collection) {
    return store.use(
        () -> {
          LuceneCollection held = store.existing(collection);
          return held.lease(commit -> files(held, commit));
        });
  }

  private static Held files(LuceneCollection collection, HeldCommit commit) throws IOException {
    SortedMap<String, FileMark> files = new TreeMap<>();
    for (String name : commit.files()) {
      files.put(name, IndexFiles.mark(commit.directory(), name));
    }
    SegmentInfos infos = SegmentInfos.readCommit(commit.directory(), commit.segments());
    return new Held(head(collection.spec(), infos), files, collection.index(), commit);
  }

  private static final class Held implements HeldFiles {

    private final CommitHead head;
    private final SortedMap<String, FileMark> files;
    private final Path index;
    private final HeldCommit commit;
    private final AtomicBoolean closed = new AtomicBoolean();

    Held(CommitHead head, SortedMap<String, FileMark> files, Path index, HeldCommit commit) {
      this.head = head;
      this.files = files;
      this.index = index;
      this.commit = commit;
    }

    @Override
    public CommitHead head() {
      return head;
    }

    @Override
    public SortedMap<String, FileMark> files() {
      return new TreeMap<>(files);
    }

    @Override
    public InputStream read(String file, long from) throws IOException {
      if (!files.containsKey(file)) {
        throw new NotFound("file: %s (expected: one of %s)".formatted(file, files.keySet()));
      }
      InputStream in = Files.newInputStream(index.resolve(file));
      try {
        in.skipNBytes(from);
        return in;
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        try {
          commit.close();
        } catch (IOException e) {
          LOG.log(System.Logger.Level.WARNING, "commit not let go index=" + index, e);
        }
      }
    }
  }
}
