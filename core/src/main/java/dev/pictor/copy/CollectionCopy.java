package dev.pictor.copy;

import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.NotFound;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.Page;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VectorStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// Copies one collection from a store to another: what it is, its namespaces, and its records with
/// vectors bit for bit. The source is only read. Used by one thread.
///
/// How it works: records go in the order of their ids, in batches; while one is written, the next
/// is read, so that two are in memory. A namespace that already has records in the target is
/// compared batch by batch, and only what is missing there or differs is written: that is how a
/// copy that was stopped, or killed, goes on, without a file that says how far it was. At the end
/// the target is read once more, and both sides must have the same [RecordSum] in each namespace.
///
/// Nobody may change either side meanwhile; the sums would tell.
public final class CollectionCopy {

  private static final int BATCH_BYTES = 4_000_000;
  private static final int USUAL_METADATA = 2_000;
  private static final int MOST_RECORDS = 1000;
  private static final MetadataFilter ALL = MetadataFilter.all();

  private final CollectionStore source;
  private final CollectionStore target;
  private final Consumer<CopyProgress> listener;
  private final long total;
  private final int batch;
  private long done;
  private long written;

  private CollectionCopy(
      CollectionStore source, CollectionStore target, Consumer<CopyProgress> listener) {
    this.source = source;
    this.target = target;
    this.listener = listener;
    this.total = source.namespaces().values().stream().mapToLong(NamespaceStats::records).sum();
    this.batch = batch(source.spec().space());
  }

  private static int batch(VectorSpace space) {
    int vector =
        switch (space) {
          case VectorSpace.Dense dense -> dense.dimension() * Float.BYTES;
          case VectorSpace.Sparse() -> USUAL_METADATA;
        };
    return Math.clamp(BATCH_BYTES / (vector + USUAL_METADATA), 1, MOST_RECORDS);
  }

  /// Copies a collection, or goes on with a copy that was stopped.
  ///
  /// @param as its name in the target
  /// @param listener told after each batch
  /// @throws NotFound when the source has no such collection
  /// @throws Conflict when the target has a collection of this name that is another one
  /// @throws CorruptStore when both sides are not equal at the end, naming namespace and sums
  public static CopyResult run(
      VectorStore from, String name, VectorStore to, String as, Consumer<CopyProgress> listener) {
    CollectionStore source =
        from.collection(name)
            .orElseThrow(
                () ->
                    new NotFound(
                        "collection: %s (expected: one of %s)"
                            .formatted(
                                name,
                                from.collections().stream().map(CollectionSpec::name).toList())));
    CollectionSpec wanted = source.spec().withName(as);
    Optional<CollectionStore> there = to.collection(as);
    there.ifPresent(each -> requireSame(wanted, each.spec()));
    CollectionStore target = there.orElseGet(() -> to.create(wanted));
    return new CollectionCopy(source, target, listener).copy();
  }

  private static void requireSame(CollectionSpec wanted, CollectionSpec there) {
    require(wanted, "vectors", there.space(), wanted.space());
    require(wanted, "model", there.model(), wanted.model());
    require(wanted, "indexed fields", there.schema(), wanted.schema());
  }

  private static void require(CollectionSpec wanted, String what, Object there, Object expected) {
    if (!there.equals(expected)) {
      throw new Conflict(
          "collection: %s is in the target with other %s: %s (expected: %s). Copy under another name, or delete that one first."
              .formatted(wanted.name(), what, there, expected));
    }
  }

  private CopyResult copy() {
    SortedMap<String, RecordSum> sums = new TreeMap<>();
    try (ExecutorService reader = Executors.newVirtualThreadPerTaskExecutor()) {
      for (NamespaceStats each : source.namespaces().values()) {
        createNamespace(each);
        sums.put(each.name(), records(each.name(), reader));
      }
    }
    verify(sums);
    return new CopyResult(source.spec().name(), target.spec().name(), written, sums);
  }

  /// One that would not come with its records, or not as it is.
  private void createNamespace(NamespaceStats namespace) {
    boolean asUsual = namespace.records() > 0 && namespace.schema().equals(source.spec().schema());
    NamespaceStats there = target.namespaces().get(namespace.name());
    if (there != null && !there.schema().equals(namespace.schema())) {
      throw new Conflict(
          "namespace: %s is in the target with other indexed fields: %s (expected: %s, collection: %s). Delete it there first, or copy under another name."
              .formatted(
                  namespace.name(), there.schema(), namespace.schema(), target.spec().name()));
    }
    if (!asUsual && there == null && !namespace.name().isEmpty()) {
      target.createNamespace(new NamespaceSpec(namespace.name(), namespace.schema()));
    }
  }

  /// @return the sum of what was read
  private RecordSum records(String namespace, ExecutorService reader) {
    boolean begun =
        Optional.ofNullable(target.namespaces().get(namespace))
            .filter(each -> each.records() > 0)
            .isPresent();
    RecordSum sum = RecordSum.NONE;
    CompletableFuture<Page<VectorRecord>> read = read(source, namespace, "", reader);
    boolean more = true;
    while (more) {
      Page<VectorRecord> page = joined(read);
      more = page.next().isPresent();
      if (more) {
        read = read(source, namespace, page.next().orElseThrow(), reader);
      }
      List<VectorRecord> wanted = begun ? missing(namespace, page.records()) : page.records();
      if (!wanted.isEmpty()) {
        target.upsert(namespace, wanted);
      }
      for (VectorRecord each : page.records()) {
        sum = sum.plus(each);
      }
      done += page.records().size();
      written += wanted.size();
      listener.accept(new CopyProgress(source.spec().name(), false, done, total, written));
    }
    return sum;
  }

  private CompletableFuture<Page<VectorRecord>> read(
      CollectionStore from, String namespace, String after, ExecutorService reader) {
    return CompletableFuture.supplyAsync(
        () -> from.fetchMatching(namespace, ALL, after, batch), reader);
  }

  private static Page<VectorRecord> joined(CompletableFuture<Page<VectorRecord>> read) {
    try {
      return read.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private List<VectorRecord> missing(String namespace, List<VectorRecord> records) {
    Map<String, RecordSum> there = new HashMap<>();
    target
        .fetch(namespace, records.stream().map(VectorRecord::id).toList())
        .forEach(each -> there.put(each.id(), RecordSum.NONE.plus(each)));
    return records.stream()
        .filter(each -> !RecordSum.NONE.plus(each).equals(there.get(each.id())))
        .toList();
  }

  private void verify(SortedMap<String, RecordSum> expected) {
    SortedSet<String> names = new TreeSet<>(expected.keySet());
    names.addAll(target.namespaces().keySet());
    done = 0;
    for (String namespace : names) {
      RecordSum wanted = expected.getOrDefault(namespace, RecordSum.NONE);
      long counted = target.count(namespace, ALL);
      RecordSum found = sum(namespace);
      if (!found.equals(wanted) || counted != wanted.records()) {
        throw new CorruptStore(
            "namespace: \"%s\" of %s in the target has %d records, sum %s (expected: %d, sum %s, as %s in the source). %s"
                .formatted(
                    namespace,
                    target.spec().name(),
                    found.records(),
                    found.hex(),
                    wanted.records(),
                    wanted.hex(),
                    source.spec().name(),
                    found.records() > wanted.records()
                        ? "Others wrote there too: copy under another name, or delete that collection first."
                        : "Run the same copy again: it writes what is missing or differs."));
      }
    }
  }

  private RecordSum sum(String namespace) {
    RecordSum sum = RecordSum.NONE;
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      Page<VectorRecord> page = target.fetchMatching(namespace, ALL, after.get(), batch);
      for (VectorRecord each : page.records()) {
        sum = sum.plus(each);
      }
      done += page.records().size();
      listener.accept(new CopyProgress(source.spec().name(), true, done, total, written));
      after = page.next();
    }
    return sum;
  }
}
