package dev.pictor.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.library.Scope;
import dev.pictor.sync.FolderSync.Ended;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyncPlanTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  private final SyncPlan plan = new SyncPlan(HOUR, START);

  private static Instant at(double seconds) {
    return START.plusMillis(Math.round(seconds * 1000));
  }

  private static Scope in(String folder) {
    return new Scope.Folders(Set.of(Path.of(folder)), Set.of());
  }

  private void lookAtEverything() {
    assertThat(plan.take(START)).contains(new Scope.Everything());
    plan.ended(new Scope.Everything(), Ended.COMPLETE, START, START);
    assertThat(plan.take(START)).isEmpty();
  }

  @Test
  void changesAreTakenTogetherOnceTheyHaveSettled() {
    lookAtEverything();
    plan.changed(in("/a"), at(10));
    plan.changed(in("/b"), at(10.8));
    assertThat(plan.take(at(11.5))).isEmpty();
    assertThat(plan.take(at(11.8))).contains(in("/a").and(in("/b")));
    assertThat(plan.take(at(20))).isEmpty();
  }

  @Test
  void changesThatNeverEndAreTakenAllTheSame() {
    lookAtEverything();
    for (double second = 0; second < 30; second += 0.5) {
      plan.changed(in("/a"), at(second));
      assertThat(plan.take(at(second))).isEmpty();
    }
    plan.changed(in("/a"), at(30));
    assertThat(plan.take(at(30))).contains(in("/a"));
  }

  @Test
  void everythingIsLookedAtAgainAfterTheInterval() {
    lookAtEverything();
    assertThat(plan.next()).contains(START.plus(HOUR));
    plan.changed(in("/a"), at(3599.5));
    assertThat(plan.take(at(3600))).contains(new Scope.Everything());
    plan.ended(new Scope.Everything(), Ended.COMPLETE, at(3600), at(3600 + 1200));
    assertThat(plan.next()).as("nine times as long as it took").contains(at(4800 + 9 * 1200));
  }

  @Test
  void aRunThatDidNotCompleteIsMadeUpByOneOverEverything() {
    lookAtEverything();
    plan.changed(in("/a"), at(10));
    plan.ended(plan.take(at(11)).orElseThrow(), Ended.INTERRUPTED, at(11), at(12));
    assertThat(plan.take(at(16))).isEmpty();
    assertThat(plan.take(at(17))).contains(new Scope.Everything());
    plan.ended(new Scope.Everything(), Ended.FAILED, at(17), at(18));
    assertThat(plan.next()).contains(at(18).plus(SyncPlan.RETRY_FAILED));
  }

  @Test
  void aRunThatAPersonStoppedWaitsForTheSchedule() {
    assertThat(plan.take(START)).isPresent();
    plan.ended(new Scope.Everything(), Ended.DISMISSED, START, at(2));
    assertThat(plan.next()).contains(at(2).plus(HOUR));
  }

  @Test
  void withoutAnIntervalOnlyChangesAreLookedAt() {
    SyncPlan watching = new SyncPlan(Duration.ZERO, START);
    assertThat(watching.take(START)).isPresent();
    watching.ended(new Scope.Everything(), Ended.COMPLETE, START, START);
    assertThat(watching.next()).isEmpty();
    assertThat(watching.take(START.plus(Duration.ofDays(400)))).isEmpty();
  }

  @Test
  void foldersThatAreNotWatchedAreLookedAtMoreOften() {
    SyncConfig config = SyncConfig.defaults();
    assertThat(config.interval(true)).isEqualTo(HOUR);
    assertThat(config.interval(false)).isEqualTo(Duration.ofMinutes(5));
    assertThat(SyncConfig.off().interval(false)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "08:00-18:00, 07:59, false",
    "08:00-18:00, 08:00, true",
    "08:00-18:00, 17:59, true",
    "08:00-18:00, 18:00, false",
    "22:00-06:30, 23:00, true",
    "22:00-06:30, 00:00, true",
    "22:00-06:30, 06:30, false",
    "22:00-06:30, 12:00, false"
  })
  void quietHoursMayGoOverMidnight(String hours, LocalTime time, boolean quiet) {
    assertThat(QuietHours.parse(hours).hold(time)).isEqualTo(quiet);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8-18", "08:00", "08:00-25:00", "08:00-08:00", "-08:00"})
  void otherHoursAreRefusedWithAnExample(String hours) {
    assertThatThrownBy(() -> QuietHours.parse(hours))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("quiet-hours: ")
        .hasMessageContaining("08:00-18:00");
  }
}
