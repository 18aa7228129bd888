package dev.pictor.store;

import dev.pictor.error.Conflict;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.metadata.MetadataSchema;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.util.BytesRef;

/// What the writes to one namespace do once it is their turn. Immutable, thread-safe.
final class RecordChanges {

  private final CollectionSpec spec;
  private final String namespace;
  private final BytesRef within;

  /// @throws dev.pictor.error.InvalidRequest when there can be no namespace of that name
  RecordChanges(CollectionSpec spec, String namespace) {
    this.spec = spec;
    this.namespace = namespace;
    this.within = IndexTerms.namespace(namespace);
  }

  /// Inserts or replaces records. Their documents are made here, on the caller's thread, and only
  /// made again when the namespace got another schema meanwhile.
  ///
  /// @param schema of the namespace, as the caller sees it
  WriteQueue.Change<Integer> upsert(List<VectorRecord> records, MetadataSchema schema) {
    Map<BytesRef, List<IndexableField>> ready = documents(records, schema);
    return changes -> {
      MetadataSchema now = schema(changes);
      put(changes, now.equals(schema) ? ready : documents(records, now));
      return ready.size();
    };
  }

  private Map<BytesRef, List<IndexableField>> documents(
      List<VectorRecord> records, MetadataSchema schema) {
    Map<BytesRef, List<IndexableField>> documents = new LinkedHashMap<>();
    for (VectorRecord record : records) {
      BytesRef key = IndexTerms.key(namespace, record.id());
      documents.put(key, RecordSchema.document(spec.similarity(), schema, within, key, record));
    }
    return documents;
  }

  private MetadataSchema schema(IndexChanges changes) throws IOException {
    return changes.namespaces().schema(namespace, spec.schema());
  }

  private static void put(IndexChanges changes, Map<BytesRef, List<IndexableField>> documents)
      throws IOException {
    for (Map.Entry<BytesRef, List<IndexableField>> each : documents.entrySet()) {
      changes.put(each.getKey(), each.getValue());
    }
  }

  /// Changes records that exist; the result counts them. All or, when one is refused, none.
  WriteQueue.Change<Integer> update(Collection<RecordUpdate> updates) {
    return changes -> {
      IndexSearcher searcher = changes.current();
      Map<String, VectorRecord> changed = new LinkedHashMap<>();
      for (RecordUpdate update : updates) {
        Optional<VectorRecord> old = Optional.ofNullable(changed.get(update.id()));
        if (old.isEmpty()) {
          old = RecordReader.record(searcher, IndexTerms.key(namespace, update.id()), update.id());
        }
        old.ifPresent(record -> changed.put(record.id(), checked(update.applyTo(record))));
      }
      put(changes, documents(List.copyOf(changed.values()), schema(changes)));
      return changed.size();
    };
  }

  private static VectorRecord checked(VectorRecord record) {
    MetadataParser.requireSize(record.metadata());
    return record;
  }

  /// Changes the metadata of all records that match; the result counts them. All or, when one would
  /// become too large, none.
  WriteQueue.Change<Long> updateMatching(MetadataFilter filter, MetadataChange change) {
    return changes -> {
      IndexSearcher searcher = changes.current();
      MetadataSchema schema = schema(changes);
      List<Candidates> matching = Candidates.of(searcher, matching(schema, filter));
      for (Candidates segment : matching) {
        DocIdSetIterator docs = segment.iterator();
        while (docs.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          MetadataParser.requireSize(
              change.applyTo(
                  RecordReader.metadata(new RecordReader.Place(segment.reader(), docs.docID()))));
        }
      }
      long count = 0;
      for (Candidates segment : matching) {
        DocIdSetIterator docs = segment.iterator();
        while (docs.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          RecordReader.Place place = new RecordReader.Place(segment.reader(), docs.docID());
          String id = RecordReader.id(place);
          RecordUpdate update = new RecordUpdate(id, Optional.empty(), change);
          put(changes, documents(List.of(update.applyTo(RecordReader.record(place, id))), schema));
          count++;
        }
      }
      return count;
    };
  }

  private Query matching(MetadataSchema schema, MetadataFilter filter) {
    return FilterCompiler.compile(namespace, schema.require(filter));
  }

  /// Deletes by id; the result counts those that existed.
  WriteQueue.Change<Integer> delete(Collection<String> ids) {
    Set<BytesRef> keys = new LinkedHashSet<>();
    ids.forEach(id -> keys.add(IndexTerms.key(namespace, id)));
    return changes -> {
      IndexSearcher searcher = changes.current();
      int existed = 0;
      for (BytesRef key : keys) {
        if (RecordReader.find(searcher, key).isPresent()) {
          changes.delete(key);
          existed++;
        }
      }
      return existed;
    };
  }

  /// Deletes what matches; the result counts it.
  WriteQueue.Change<Long> deleteMatching(MetadataFilter filter) {
    return changes -> delete(changes, matching(schema(changes), filter));
  }

  private static long delete(IndexChanges changes, Query query) throws IOException {
    long matching = Candidates.count(changes.current(), query);
    if (matching > 0) {
      changes.delete(query);
    }
    return matching;
  }

  /// Ends the namespace; the result tells whether it was there.
  WriteQueue.Change<Boolean> deleteNamespace() {
    return changes -> {
      NamespaceList created = changes.namespaces();
      boolean known = created.contains(namespace);
      if (known) {
        changes.keep(created.without(namespace));
      }
      return delete(changes, FilterCompiler.compile(namespace, MetadataFilter.all())) > 0 || known;
    };
  }

  /// Makes the namespace.
  ///
  /// @throws Conflict when it is there, created or with records
  WriteQueue.Change<Boolean> createNamespace(MetadataSchema schema) {
    return changes -> {
      NamespaceList created = changes.namespaces();
      Query all = FilterCompiler.compile(namespace, MetadataFilter.all());
      if (created.contains(namespace) || Candidates.count(changes.current(), all) > 0) {
        throw new Conflict(
            "namespace: %s exists (expected: a new name, collection: %s)"
                .formatted(namespace, spec.name()));
      }
      changes.keep(created.with(new NamespaceSpec(namespace, schema)));
      return true;
    };
  }
}
