package dev.pictor.pinecone.control;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.pinecone.backup.BackupSchedule;
import dev.pictor.pinecone.backup.BackupSchedule.Frequency;
import dev.pictor.pinecone.backup.BackupSchedules;
import dev.pictor.pinecone.index.JsonBody;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Schedules of backups, of the newer dialect.
final class ScheduleRoutes {

  private static final String OF_INDEX = "/indexes/{name}/backup-schedules";
  private static final String ONE = "/backup-schedules/{id}";
  private static final int MOST_DAYS = 3650;

  private final BackupSchedules schedules;

  ScheduleRoutes(BackupSchedules schedules) {
    this.schedules = schedules;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, OF_INDEX, this::list),
        administers(Method.POST, OF_INDEX, this::create),
        reads(Method.GET, ONE, call -> reply(200, schedules.get(id(call)))),
        administers(Method.PATCH, ONE, this::change),
        administers(Method.DELETE, ONE, this::delete),
        reads(
            Method.GET,
            ONE + "/history",
            call -> BackupRoutes.reply(call, schedules.history(id(call)))));
  }

  private static String id(Call call) {
    return call.pathValue("id");
  }

  private static Reply reply(int status, BackupSchedule schedule) {
    return Reply.json(status, CopyViews.schedule(schedule));
  }

  private Reply list(Call call) {
    return Pages.reply(
        call,
        schedules.list(call.pathValue("name")),
        schedule -> Pages.key(schedule.created(), schedule.id().toString()),
        CopyViews::schedule);
  }

  private Reply create(Call call) throws IOException {
    JsonBody body = JsonBody.of(call);
    return reply(
        201,
        schedules.create(
            call.pathValue("name"),
            body.text("name"),
            frequency(body.object("schedule").text("frequency")),
            days(body.object("retention"))));
  }

  private Reply change(Call call) throws IOException {
    JsonBody body = JsonBody.of(call);
    Optional<String> name = body.optionalText("name");
    Optional<Frequency> frequency = changedFrequency(body);
    Optional<Integer> days = body.optionalObject("retention").map(ScheduleRoutes::days);
    Optional<Boolean> enabled = body.flag("enabled");
    return reply(
        200,
        schedules.change(
            id(call),
            old ->
                new BackupSchedule(
                    old.id(),
                    name.orElse(old.name()),
                    old.index(),
                    old.indexName(),
                    frequency.orElse(old.frequency()),
                    days.orElse(old.expireAfterDays()),
                    enabled.orElse(old.enabled()),
                    old.next(),
                    old.created())));
  }

  /// Clients send it bare when they change a schedule, and inside `schedule` when they make one.
  private static Optional<Frequency> changedFrequency(JsonBody body) {
    return body.optionalText("frequency")
        .or(() -> body.optionalObject("schedule").map(schedule -> schedule.text("frequency")))
        .map(ScheduleRoutes::frequency);
  }

  private static Frequency frequency(String word) {
    return switch (word) {
      case "daily" -> Frequency.DAILY;
      case "weekly" -> Frequency.WEEKLY;
      case "monthly" -> Frequency.MONTHLY;
      default ->
          throw new InvalidRequest(
              "schedule.frequency: %s (expected: daily, weekly or monthly)".formatted(word));
    };
  }

  private static int days(JsonBody retention) {
    int days =
        retention
            .count("expire_after_days")
            .orElseThrow(() -> retention.missing("expire_after_days"));
    if (days < 1 || days > MOST_DAYS) {
      throw new InvalidRequest(
          "retention.expire_after_days: %d (expected: 1 to %d)".formatted(days, MOST_DAYS));
    }
    return days;
  }

  private Reply delete(Call call) {
    schedules.delete(id(call));
    return Reply.accepted();
  }
}
