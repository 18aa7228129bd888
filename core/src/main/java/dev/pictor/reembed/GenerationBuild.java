package dev.pictor.reembed;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Failure;
import dev.pictor.metadata.Metadata;
import dev.pictor.store.NamespaceSpec;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.RecordHead;
import dev.pictor.store.RecordKey;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import dev.pictor.vector.Similarity;
import dev.pictor.vector.SparseVector;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/// Brings one generation in step with the one that serves. Belongs to the thread of a run.
///
/// How it works: both are walked through in the order of ids. A record whose picture or text is the
/// same on both sides keeps its vector, whatever made it be there: an earlier run, or the time when
/// the other generation served. The others are embedded. Since all that counts is in the records, a
/// run can end anywhere and the next goes on.
final class GenerationBuild implements AutoCloseable {

  /// A record that is being embedded.
  ///
  /// @param there whether the other generation has it, of something else
  private record Wanted(String namespace, RecordHead head, boolean there) {}

  private static final int SOME = 500;

  private final VectorCollection from;
  private final VectorCollection to;
  private final Contents contents;
  private final Set<RecordKey> apart;
  private final BooleanSupplier stopping;
  private final BuildMeter meter;
  private final EmbeddingWindow<Wanted> window;
  private final RecordGroups groups;
  private final Map<RecordKey, Failure> missing = new LinkedHashMap<>();
  private final boolean withSparse; // records may have sparse values beside their vectors
  private boolean counting;

  /// Whom a build works for.
  ///
  /// @param contents of the records of `from`
  /// @param apart records of `to` that stay although `from` does not have them
  record Plan(
      VectorCollection from, VectorCollection to, Contents contents, Set<RecordKey> apart) {}

  GenerationBuild(
      Plan plan,
      Embedder embedder,
      BuildConfig config,
      BooleanSupplier stopping,
      BuildMeter meter) {
    this.from = plan.from();
    this.to = plan.to();
    this.contents = plan.contents();
    this.withSparse = from.spec().space().similarity() == Similarity.DOT_PRODUCT;
    this.apart = new HashSet<>(plan.apart());
    this.stopping = stopping;
    this.meter = meter;
    this.groups = new RecordGroups(to, config);
    this.window = new EmbeddingWindow<>(embedder, config, this::receive);
  }

  /// Records that the new generation cannot have, and why.
  List<MissingRecord> missing() {
    return missing.entrySet().stream()
        .map(each -> new MissingRecord(each.getKey(), each.getValue()))
        .toList();
  }

  /// Compares everything.
  void all() {
    counting = true;
    missing.clear();
    meter.done = 0;
    meter.unchanged = 0;
    Map<String, NamespaceStats> present = from.namespaces();
    meter.total = present.values().stream().mapToLong(NamespaceStats::records).sum();
    present.values().forEach(this::prepare);
    Set<String> names = new TreeSet<>(present.keySet());
    names.addAll(to.namespaces().keySet());
    for (String name : names) {
      merge(name);
    }
    finish();
    counting = false;
    if (!stopping.getAsBoolean()) {
      to.namespaces().values().stream()
          .filter(each -> each.records() == 0 && !from.namespaces().containsKey(each.name()))
          .forEach(each -> to.namespace(each.name()).deleteAll());
    }
  }

  /// A namespace that has no records, or a schema of its own, was created and is created here.
  private void prepare(NamespaceStats wanted) {
    if (wanted.name().isEmpty()) {
      return;
    }
    Optional<NamespaceStats> there = Optional.ofNullable(to.namespaces().get(wanted.name()));
    if (there.isPresent() && !there.get().schema().equals(wanted.schema())) {
      to.namespace(wanted.name()).deleteAll();
      there = Optional.empty();
    }
    boolean created = wanted.records() == 0 || !wanted.schema().equals(from.spec().schema());
    if (there.isEmpty() && created) {
      to.createNamespace(new NamespaceSpec(wanted.name(), wanted.schema()));
    }
  }

  private void merge(String namespace) {
    RecordCursor mine = new RecordCursor(from.namespace(namespace));
    RecordCursor theirs = new RecordCursor(to.namespace(namespace));
    while (!stopping.getAsBoolean()) {
      Optional<RecordHead> here = mine.head();
      Optional<RecordHead> there = theirs.head();
      if (here.isEmpty() && there.isEmpty()) {
        return;
      }
      int order = order(here, there);
      if (order <= 0) {
        mine.advance();
        settle(namespace, here.orElseThrow(), order == 0 ? there : Optional.empty());
      } else {
        surplus(namespace, there.orElseThrow().id());
      }
      if (order >= 0) {
        theirs.advance();
      }
      groups.flushIfDue();
      meter.tell();
    }
  }

  private static int order(Optional<RecordHead> here, Optional<RecordHead> there) {
    if (here.isEmpty()) {
      return 1;
    }
    return there.isEmpty() ? -1 : RecordCursor.compare(here.get().id(), there.get().id());
  }

  /// Compares some records, which may have changed or gone.
  void only(Set<RecordKey> keys) {
    Map<String, List<String>> byNamespace = new HashMap<>();
    for (RecordKey key : keys) {
      byNamespace.computeIfAbsent(key.namespace(), _ -> new ArrayList<>()).add(key.id());
    }
    byNamespace.forEach(
        (namespace, ids) -> {
          for (int at = 0; at < ids.size() && !stopping.getAsBoolean(); at += SOME) {
            only(namespace, ids.subList(at, Math.min(ids.size(), at + SOME)));
          }
        });
    finish();
  }

  private void only(String namespace, List<String> ids) {
    Map<String, RecordHead> here = heads(from.namespace(namespace), ids);
    Map<String, RecordHead> there = heads(to.namespace(namespace), ids);
    for (String id : ids) {
      if (here.containsKey(id)) {
        settle(namespace, here.get(id), Optional.ofNullable(there.get(id)));
      } else {
        missing.remove(new RecordKey(namespace, id));
        apart.remove(new RecordKey(namespace, id));
        if (there.containsKey(id)) {
          remove(namespace, id);
        }
      }
    }
    groups.flushIfDue();
    meter.tell();
  }

  private static Map<String, RecordHead> heads(Namespace records, List<String> ids) {
    Map<String, RecordHead> heads = new HashMap<>();
    for (VectorRecord each : records.fetch(ids)) {
      heads.put(each.id(), new RecordHead(each.id(), each.metadata()));
    }
    return heads;
  }

  private void settle(String namespace, RecordHead here, Optional<RecordHead> there) {
    Optional<Metadata> other = there.map(RecordHead::metadata);
    if (other.isPresent() && contents.same(namespace, here.id(), here.metadata(), other.get())) {
      if (withSparse || !other.get().equals(here.metadata())) {
        renew(namespace, here);
      }
      missing.remove(new RecordKey(namespace, here.id()));
      meter.unchanged += counting ? 1 : 0;
      count();
      return;
    }
    Wanted wanted = new Wanted(namespace, here, there.isPresent());
    switch (contents.of(namespace, here.id(), here.metadata())) {
      case Content.Nothing(Failure why) -> lack(wanted, why);
      case Content content -> window.offer(wanted, content);
    }
  }

  /// Carries over what does not come from the model.
  private void renew(String namespace, RecordHead here) {
    for (VectorRecord old : to.namespace(namespace).fetch(List.of(here.id()))) {
      VectorRecord renewed = record(namespace, here, old.vector());
      if (!renewed.equals(old)) {
        groups.upsert(namespace, renewed);
      }
    }
  }

  private VectorRecord record(String namespace, RecordHead here, DenseVector vector) {
    VectorValues values =
        sparse(namespace, here.id())
            .map(sparse -> VectorValues.of(vector, sparse))
            .orElseGet(() -> VectorValues.of(vector));
    return new VectorRecord(here.id(), values, here.metadata());
  }

  private Optional<SparseVector> sparse(String namespace, String id) {
    return withSparse
        ? from.namespace(namespace).fetch(List.of(id)).stream()
            .flatMap(each -> each.values().sparse().stream())
            .findFirst()
        : Optional.empty();
  }

  private void receive(Wanted wanted, EmbeddingWindow.Result result) {
    switch (result) {
      case EmbeddingWindow.Result.Made(DenseVector vector) -> {
        groups.upsert(wanted.namespace(), record(wanted.namespace(), wanted.head(), vector));
        missing.remove(new RecordKey(wanted.namespace(), wanted.head().id()));
        meter.embedded++;
        count();
      }
      case EmbeddingWindow.Result.Unusable(Failure why) -> lack(wanted, why);
    }
    groups.flushIfDue();
    meter.tell();
  }

  private void lack(Wanted wanted, Failure why) {
    missing.put(new RecordKey(wanted.namespace(), wanted.head().id()), why);
    if (wanted.there()) {
      groups.delete(wanted.namespace(), wanted.head().id()); // it is of another picture
    }
    count();
  }

  private void count() {
    meter.done += counting ? 1 : 0;
    meter.missing = missing.size();
  }

  private void surplus(String namespace, String id) {
    if (!apart.contains(new RecordKey(namespace, id))
        && from.namespace(namespace).fetch(List.of(id)).isEmpty()) {
      remove(namespace, id);
    }
  }

  private void remove(String namespace, String id) {
    groups.delete(namespace, id);
    meter.removed++;
  }

  /// Everything so far becomes durable.
  private void finish() {
    window.drain();
    groups.flush();
    meter.missing = missing.size();
    meter.tell();
  }

  /// Keeps what is done.
  @Override
  public void close() {
    window.close();
  }
}
