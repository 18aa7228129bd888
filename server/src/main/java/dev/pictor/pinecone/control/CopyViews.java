package dev.pictor.pinecone.control;

import dev.pictor.pinecone.backup.BackupSchedule;
import dev.pictor.pinecone.backup.IndexCopy;
import dev.pictor.pinecone.backup.RestoreJob;
import dev.pictor.pinecone.index.Deployment;
import dev.pictor.pinecone.index.Dialect;
import dev.pictor.pinecone.index.MetricNames;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.Snapshot;
import dev.pictor.store.VectorSpace;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Writes what backups, collections, restore jobs and schedules are. Stateless.
final class CopyViews {

  private static final String PROJECT = "local";

  private CopyViews() {}

  static Map<String, Object> backup(IndexCopy copy, Dialect dialect) {
    Snapshot snapshot = copy.snapshot();
    CollectionSpec source = snapshot.source();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("backup_id", copy.id());
    view.put("source_index_name", source.name());
    view.put("source_index_id", copy.source().id().toString());
    copy.sourceGone().ifPresent(time -> view.put("source_index_deleted_at", time.toString()));
    view.put("name", snapshot.name());
    view.put("description", snapshot.description());
    view.put(
        "status",
        switch (snapshot.status()) {
          case READY -> "Ready";
          case DAMAGED -> dialect == Dialect.CLASSIC ? "Failed" : "InitializationFailed";
        });
    putPlace(view, copy.source().deployment());
    switch (dialect) {
      case CLASSIC -> {
        if (source.space() instanceof VectorSpace.Dense dense) {
          view.put("dimension", dense.dimension());
        }
        view.put("metric", MetricNames.of(source.similarity()));
        IndexViews.putSchema(view, source.schema());
      }
      case SCHEMA -> view.put("schema", Map.of("fields", IndexViews.fields(source, copy.source())));
    }
    view.put("record_count", snapshot.records());
    view.put("namespace_count", snapshot.namespaces());
    view.put("size_bytes", snapshot.bytes());
    if (!source.settings().tags().isEmpty()) {
      view.put("tags", source.settings().tags());
    }
    view.put("created_at", snapshot.created().toString());
    return view;
  }

  private static void putPlace(Map<String, Object> view, Deployment deployment) {
    switch (deployment) {
      case Deployment.Managed(String cloud, String region) -> {
        view.put("cloud", cloud);
        view.put("region", region);
      }
      case Deployment.Byoc(String environment) -> {
        view.put("cloud", "byoc");
        view.put("region", environment);
      }
      case Deployment.Pod pod -> {
        view.put("cloud", "pod");
        view.put("region", pod.environment());
      }
    }
  }

  static Map<String, Object> collection(IndexCopy copy) {
    Snapshot snapshot = copy.snapshot();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", snapshot.name());
    view.put("size", snapshot.bytes());
    view.put("status", "Ready");
    if (snapshot.source().space() instanceof VectorSpace.Dense dense) {
      view.put("dimension", dense.dimension());
    }
    view.put("vector_count", snapshot.records());
    view.put(
        "environment",
        copy.source().deployment() instanceof Deployment.Pod pod ? pod.environment() : "");
    return view;
  }

  static Map<String, Object> restoreJob(RestoreJob job) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("restore_job_id", job.id().toString());
    view.put("backup_id", job.backup());
    view.put("target_index_name", job.target());
    view.put("target_index_id", job.targetId().toString());
    view.put("status", "Completed");
    view.put("created_at", job.created().toString());
    view.put("completed_at", job.completed().toString());
    view.put("percent_complete", 100.0);
    return view;
  }

  static Map<String, Object> schedule(BackupSchedule schedule) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("schedule_id", schedule.id().toString());
    view.put("name", schedule.name());
    view.put("index_id", schedule.index().toString());
    view.put("project_id", PROJECT);
    view.put("schedule_type", BackupSchedule.TYPE);
    view.put("frequency", schedule.frequency().name().toLowerCase(Locale.ROOT));
    view.put("retention_expire_after_days", schedule.expireAfterDays());
    view.put("enabled", schedule.enabled());
    if (schedule.enabled()) {
      view.put("next_scheduled_run", schedule.next().toString());
    }
    view.put("created_at", schedule.created().toString());
    return view;
  }
}
