package dev.pictor.pinecone.backup;

import dev.pictor.pinecone.index.JsonBody;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/// When an index is backed up by itself.
///
/// @param index its id, so that an index made later under the same name has nothing to do with it
/// @param indexName that it had when the schedule was made
/// @param expireAfterDays for how long its backups are kept
/// @param next when it runs next; it does not while it is not enabled
public record BackupSchedule(
    UUID id,
    String name,
    UUID index,
    String indexName,
    Frequency frequency,
    int expireAfterDays,
    boolean enabled,
    Instant next,
    Instant created) {

  /// The kind of schedule that clients ask for.
  public static final String TYPE = "time-based";

  /// How often it runs.
  public enum Frequency {
    DAILY,
    WEEKLY,
    MONTHLY;

    Instant after(Instant run) {
      return switch (this) {
        case DAILY -> run.plus(Duration.ofDays(1));
        case WEEKLY -> run.plus(Duration.ofDays(7));
        case MONTHLY -> run.atZone(ZoneOffset.UTC).plusMonths(1).toInstant();
      };
    }
  }

  BackupSchedule withNext(Instant changed) {
    return new BackupSchedule(
        id, name, index, indexName, frequency, expireAfterDays, enabled, changed, created);
  }

  /// Which of its backups are kept no longer.
  Instant keptSince(Instant now) {
    return now.minus(Duration.ofDays(expireAfterDays));
  }

  Map<String, Object> view() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("schedule_id", id.toString());
    view.put("name", name);
    view.put("index_id", index.toString());
    view.put("index_name", indexName);
    view.put("frequency", frequency.name());
    view.put("expire_after_days", expireAfterDays);
    view.put("enabled", enabled);
    view.put("next", next.toString());
    view.put("created_at", created.toString());
    return view;
  }

  /// Reads what [#view] writes.
  static BackupSchedule read(JsonBody body) {
    return new BackupSchedule(
        UUID.fromString(body.text("schedule_id")),
        body.text("name"),
        UUID.fromString(body.text("index_id")),
        body.text("index_name"),
        Frequency.valueOf(body.text("frequency")),
        body.count("expire_after_days").orElse(1),
        body.flag("enabled").orElse(false),
        Instant.parse(body.text("next")),
        Instant.parse(body.text("created_at")));
  }
}
