package dev.pictor.api;

import dev.pictor.collection.BenchReport;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.ServiceException;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.NamespaceStats;
import dev.pictor.store.Snapshot;
import dev.pictor.store.StoreStats;
import dev.pictor.store.VectorSpace;
import dev.pictor.store.VerifyReport;
import dev.pictor.vector.Similarity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;

/// Collections and what is measured of them as the JSON of `docs/api.md`.
final class CollectionViews {

  private CollectionViews() {}

  static Map<String, Object> collection(VectorCollection collection) {
    Map<String, Object> view = spec(collection.spec());
    try {
      view.put("count", collection.stats().records());
    } catch (ServiceException e) {
      view.put("problem", e.reason()); // the others are listed all the same
    }
    return view;
  }

  static List<Map<String, Object>> damaged(SortedMap<String, ServiceException> collections) {
    return collections.entrySet().stream()
        .map(
            each ->
                Map.<String, Object>of("name", each.getKey(), "problem", each.getValue().reason()))
        .toList();
  }

  private static Map<String, Object> spec(CollectionSpec spec) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", spec.name());
    switch (spec.space()) {
      case VectorSpace.Dense(
              int dimension,
              Similarity similarity,
              VectorSpace.Precision precision) -> {
        view.put("vectors", "dense");
        view.put("dimension", dimension);
        view.put("similarity", similarity(similarity));
        view.put("precision", Views.lower(precision));
      }
      case VectorSpace.Sparse() -> {
        view.put("vectors", "sparse");
        view.put("similarity", similarity(Similarity.DOT_PRODUCT));
      }
    }
    if (spec.model() instanceof ModelBinding.Bound bound) {
      view.put("model", Map.of("name", bound.model(), "fingerprint", bound.fingerprint().hex()));
    }
    putIndexed(view, spec.schema());
    view.put("tags", spec.settings().tags());
    view.put("deletionProtected", spec.settings().deletionProtected());
    spec.settings()
        .distribution()
        .ifPresent(
            each -> {
              view.put("shards", each.shards());
              view.put("replicas", each.copies());
            });
    return view;
  }

  private static String similarity(Similarity similarity) {
    return switch (similarity) {
      case COSINE -> "cosine";
      case DOT_PRODUCT -> "dotproduct";
      case EUCLIDEAN -> "euclidean";
    };
  }

  private static void putIndexed(Map<String, Object> view, MetadataSchema schema) {
    if (schema instanceof MetadataSchema.NamedFields(SortedSet<String> names)) {
      view.put("indexed", names);
    }
  }

  static Map<String, Object> namespace(NamespaceStats stats) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", stats.name());
    view.put("records", stats.records());
    putIndexed(view, stats.schema());
    return view;
  }

  static Map<String, Object> store(StoreStats stats) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("records", stats.records());
    view.put("bytes", stats.bytes());
    view.put("segments", stats.segments());
    view.put("merges", stats.merges());
    return view;
  }

  static Map<String, Object> verified(VerifyReport report) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("collection", report.collection());
    view.put("sound", report.sound());
    view.put("files", report.files());
    view.put("bytes", report.bytes());
    view.put("segments", report.segments());
    view.put("records", report.records());
    view.put("namespaces", report.namespaces());
    view.put(
        "problems",
        report.problems().stream()
            .map(each -> Map.of("file", each.file(), "message", each.message()))
            .toList());
    return view;
  }

  static Map<String, Object> bench(BenchReport report) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("records", report.records());
    view.put("store", store(report.store()));
    view.put("bytesPerVector", report.searchedBytes());
    view.put("queries", report.queries());
    view.put("limit", report.topK());
    view.put("recall", report.recall());
    view.put("visited", report.visited());
    view.put("graphShare", report.graphShare());
    view.put("usual", times(report.usual()));
    view.put("exact", times(report.exact()));
    return view;
  }

  private static Map<String, Object> times(BenchReport.Times times) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("queriesPerSecond", times.queriesPerSecond());
    view.put("p50", Views.seconds(times.median()));
    view.put("p99", Views.seconds(times.slowest()));
    return view;
  }

  static Map<String, Object> snapshot(Snapshot snapshot) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", snapshot.id());
    view.put("name", snapshot.name());
    view.put("description", snapshot.description());
    view.put("status", Views.lower(snapshot.status()));
    view.put("source", spec(snapshot.source()));
    view.put("records", snapshot.records());
    view.put("namespaces", snapshot.namespaces());
    view.put("bytes", snapshot.bytes());
    view.put("created", snapshot.created().toString());
    return view;
  }
}
