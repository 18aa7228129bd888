package dev.pictor.remotepinecone;

import com.google.protobuf.Struct;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.MetadataChange;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.remotepinecone.PushedFilter.Part;
import dev.pictor.store.IndexTerms;
import dev.pictor.store.RecordUpdate;
import dev.pictor.store.VectorFit;
import dev.pictor.store.VectorRecord;
import io.pinecone.proto.DeleteRequest;
import io.pinecone.proto.UpdateRequest;
import io.pinecone.proto.UpsertRequest;
import io.pinecone.proto.Vector;
import io.pinecone.proto.VectorServiceGrpc.VectorServiceBlockingStub;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;

/// What changes records of one index. Each write returns once reads see it. Changes that depend on
/// what a record is are made of its read state here, one after the other; writers of other programs
/// are not kept out. Thread-safe.
final class RecordWrites {

  private final IndexAccess index;
  private final RecordReads reads;

  /// Exclusive for what reads and writes records.
  private final ReadWriteLock writing = new ReentrantReadWriteLock();

  RecordWrites(IndexAccess index, RecordReads reads) {
    this.index = index;
    this.reads = reads;
  }

  void upsert(String namespace, List<VectorRecord> records) {
    requireNamespace(namespace);
    Map<String, VectorRecord> last = new LinkedHashMap<>();
    for (VectorRecord each : records) {
      WireRecords.require(index.spec(), each);
      last.put(each.id(), each);
    }
    writing.readLock().lock();
    try {
      put(namespace, last.values());
    } finally {
      writing.readLock().unlock();
    }
  }

  private void requireNamespace(String namespace) {
    index.requireOpen();
    IndexTerms.namespace(namespace);
  }

  private void put(String namespace, Collection<VectorRecord> records) {
    for (List<Vector> batch : Batches.ofVectors(records.stream().map(WireRecords::of).toList())) {
      VectorRecord last = WireRecords.read(batch.getLast());
      index.write(
          VectorServiceBlockingStub::upsert,
          UpsertRequest.newBuilder().setNamespace(namespace).addAllVectors(batch).build(),
          () -> reads.fetch(namespace, List.of(last.id())).contains(last));
    }
  }

  int update(String namespace, List<RecordUpdate> updates) {
    requireNamespace(namespace);
    for (RecordUpdate each : updates) {
      each.values().ifPresent(it -> VectorFit.requireUpdate(index.spec(), each.id(), it));
    }
    writing.writeLock().lock();
    try {
      Map<String, VectorRecord> changed = new LinkedHashMap<>();
      reads
          .fetch(namespace, updates.stream().map(RecordUpdate::id).toList())
          .forEach(each -> changed.put(each.id(), each));
      for (RecordUpdate each : updates) {
        changed.computeIfPresent(each.id(), (_, record) -> each.applyTo(record));
      }
      changed.values().forEach(each -> WireRecords.require(index.spec(), each));
      put(namespace, changed.values());
      return changed.size();
    } finally {
      writing.writeLock().unlock();
    }
  }

  long updateMatching(String namespace, MetadataFilter filter, MetadataChange change) {
    requireNamespace(namespace);
    PushedFilter pushed = PushedFilter.of(filter);
    writing.writeLock().lock();
    try {
      if (pushed.exact()
          && change.removed().isEmpty()
          && pushed.part() instanceof Part.Condition(Struct condition)) {
        return updateThere(namespace, condition, change);
      }
      List<String> ids = new ArrayList<>();
      reads.each(
          namespace,
          filter,
          record -> {
            MetadataParser.requireSize(change.applyTo(record.metadata()));
            ids.add(record.id());
          });
      long changed = 0;
      for (List<String> batch : Batches.ofIds(ids, Batches.records(index.spec()))) {
        List<VectorRecord> records =
            reads.fetch(namespace, batch).stream()
                .map(each -> new RecordUpdate(each.id(), Optional.empty(), change).applyTo(each))
                .toList();
        put(namespace, records);
        changed += records.size();
      }
      return changed;
    } finally {
      writing.writeLock().unlock();
    }
  }

  private long updateThere(String namespace, Struct condition, MetadataChange change) {
    long matched = reads.count(namespace, condition);
    if (matched > 0) {
      index.write(
          VectorServiceBlockingStub::update,
          UpdateRequest.newBuilder()
              .setNamespace(namespace)
              .setFilter(condition)
              .setSetMetadata(WireMetadata.of(change.put()))
              .build(),
          () -> true);
    }
    return matched;
  }

  int delete(String namespace, Collection<String> ids) {
    requireNamespace(namespace);
    writing.readLock().lock();
    try {
      List<String> there =
          reads.fetch(namespace, List.copyOf(new LinkedHashSet<>(ids))).stream()
              .map(VectorRecord::id)
              .toList();
      remove(namespace, there);
      return there.size();
    } finally {
      writing.readLock().unlock();
    }
  }

  private void remove(String namespace, List<String> ids) {
    for (List<String> batch : Batches.ofIds(ids, Batches.MOST_RECORDS)) {
      remove(
          DeleteRequest.newBuilder().setNamespace(namespace).addAllIds(batch).build(),
          () -> reads.fetch(namespace, List.of(batch.getLast())).isEmpty());
    }
  }

  private void remove(DeleteRequest request, BooleanSupplier seen) {
    try {
      index.write(VectorServiceBlockingStub::delete, request, seen);
    } catch (NotFound e) {
      index.requireOpen(); // else the namespace is not there, and neither are its records
    }
  }

  long deleteMatching(String namespace, MetadataFilter filter) {
    requireNamespace(namespace);
    PushedFilter pushed = PushedFilter.of(filter);
    writing.writeLock().lock();
    try {
      return switch (pushed.part()) {
        case Part.None() -> 0;
        case Part.Condition(Struct condition) when pushed.exact() ->
            deleteThere(namespace, condition);
        case Part.All() when pushed.exact() -> deleteAll(namespace);
        case Part.Condition _, Part.All _ -> deleteRead(namespace, filter);
      };
    } finally {
      writing.writeLock().unlock();
    }
  }

  private long deleteThere(String namespace, Struct condition) {
    long matched = reads.count(namespace, condition);
    if (matched > 0) {
      remove(
          DeleteRequest.newBuilder().setNamespace(namespace).setFilter(condition).build(),
          () -> reads.count(namespace, condition) == 0);
    }
    return matched;
  }

  /// By their ids: a namespace that was created stays.
  private long deleteAll(String namespace) {
    long[] deleted = {0};
    reads.walk(
        namespace,
        "",
        "",
        ids -> {
          remove(namespace, ids);
          deleted[0] += ids.size();
          return true;
        });
    return deleted[0];
  }

  private long deleteRead(String namespace, MetadataFilter filter) {
    List<String> ids = new ArrayList<>();
    reads.each(namespace, filter, record -> ids.add(record.id()));
    remove(namespace, ids);
    return ids.size();
  }
}
