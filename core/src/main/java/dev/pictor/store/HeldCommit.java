package dev.pictor.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexCommit;
import org.apache.lucene.store.Directory;

/// One commit of an index, whose files stay until this is closed. Thread-safe.
final class HeldCommit implements AutoCloseable {

  /// Gives a commit back.
  interface Release {
    void release(IndexCommit commit) throws IOException;
  }

  private final Directory directory;
  private final IndexCommit commit;
  private final Release release;

  HeldCommit(Directory directory, IndexCommit commit, Release release) {
    this.directory = directory;
    this.commit = commit;
    this.release = release;
  }

  /// The names of all files, `segments_N` too, in ascending order.
  List<String> files() throws IOException {
    Collection<String> names = commit.getFileNames();
    return names.stream().sorted().toList();
  }

  /// The name of `segments_N`.
  String segments() {
    return commit.getSegmentsFileName();
  }

  Directory directory() {
    return directory;
  }

  /// The records of this commit; close it.
  DirectoryReader open() throws IOException {
    return DirectoryReader.open(commit);
  }

  @Override
  public void close() throws IOException {
    release.release(commit);
  }
}
