package dev.pictor.pinecone.backup;

import dev.pictor.pinecone.index.JsonBody;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// One restore of a backup, which was complete when it was answered.
///
/// @param target name of the index that was made
public record RestoreJob(
    UUID id, String backup, String target, UUID targetId, Instant created, Instant completed) {

  Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("restore_job_id", id.toString());
    view.put("backup_id", backup);
    view.put("target_index_name", target);
    view.put("target_index_id", targetId.toString());
    view.put("created_at", created.toString());
    view.put("completed_at", completed.toString());
    return view;
  }

  /// Reads what [#view] writes.
  static RestoreJob read(JsonBody body) {
    return new RestoreJob(
        UUID.fromString(body.text("restore_job_id")),
        body.text("backup_id"),
        body.text("target_index_name"),
        UUID.fromString(body.text("target_index_id")),
        Instant.parse(body.text("created_at")),
        Instant.parse(body.text("completed_at")));
  }
}
