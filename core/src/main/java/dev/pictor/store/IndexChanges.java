package dev.pictor.store;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/// What one batch of changes sees and does: its own changes are visible to it before they are
/// committed. Used by one thread, the writer's.
final class IndexChanges implements AutoCloseable {

  private final IndexWriter writer;
  private final Set<BytesRef> touched = new HashSet<>();
  private boolean touchedMore;
  private @Nullable DirectoryReader reader;
  private boolean stale;

  IndexChanges(IndexWriter writer) {
    this.writer = writer;
  }

  void put(BytesRef key, Iterable<? extends IndexableField> document) throws IOException {
    writer.updateDocument(new Term(RecordSchema.KEY, key), document);
    touched.add(key);
    stale = true;
  }

  void delete(BytesRef key) throws IOException {
    writer.deleteDocuments(new Term(RecordSchema.KEY, key));
    touched.add(key);
    stale = true;
  }

  void delete(Query query) throws IOException {
    writer.deleteDocuments(query);
    touchedMore = true;
    stale = true;
  }

  /// The records as the changes so far leave them.
  IndexSearcher current() throws IOException {
    DirectoryReader open = reader;
    if (open == null) {
      open = DirectoryReader.open(writer);
    } else if (stale) {
      DirectoryReader newer = DirectoryReader.openIfChanged(open, writer);
      if (newer != null) {
        open.close();
        open = newer;
      }
    }
    reader = open;
    stale = false;
    return LuceneIndex.searcher(open);
  }

  /// The namespaces that were created, as the changes so far leave them.
  NamespaceList namespaces() throws IOException {
    return NamespaceList.of(writer);
  }

  void keep(NamespaceList namespaces) {
    namespaces.keep(writer);
    touchedMore = true;
  }

  /// Keys of the records that were put or deleted one by one.
  Set<BytesRef> touched() {
    return touched;
  }

  /// Whether something else was changed: records by a query, or namespaces.
  boolean touchedMore() {
    return touchedMore;
  }

  @Override
  public void close() throws IOException {
    DirectoryReader open = reader;
    reader = null;
    if (open != null) {
      open.close();
    }
  }
}
