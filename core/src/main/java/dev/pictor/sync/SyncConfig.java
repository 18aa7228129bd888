package dev.pictor.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;

/// When the folders of libraries are looked at without being asked.
///
/// @param watch whether changes are followed as they happen
/// @param rescan between two looks at everything; zero for never
/// @param quietHours in which nothing is indexed
public record SyncConfig(boolean watch, Duration rescan, List<QuietHours> quietHours) {

  /// Of folders that are not watched, at most.
  private static final Duration UNWATCHED = Duration.ofMinutes(5);

  public SyncConfig {
    quietHours = List.copyOf(quietHours);
    if (rescan.isNegative()) {
      throw new IllegalArgumentException("rescan: " + rescan + " (expected: not negative)");
    }
  }

  /// Watched, everything each hour.
  public static SyncConfig defaults() {
    return new SyncConfig(true, Duration.ofHours(1), List.of());
  }

  /// Nothing happens by itself.
  public static SyncConfig off() {
    return new SyncConfig(false, Duration.ZERO, List.of());
  }

  /// Whether only what is asked for happens.
  boolean isOff() {
    return !watch && rescan.isZero();
  }

  /// Whether the clock says that nothing shall be indexed now.
  public boolean isQuiet(Clock clock) {
    LocalTime time = LocalTime.ofInstant(clock.instant(), clock.getZone());
    return quietHours.stream().anyMatch(each -> each.hold(time));
  }

  /// Between two looks at everything. Where nothing is told of changes they come sooner, unless
  /// watching was not wanted.
  Duration interval(boolean watching) {
    return watching || !watch || rescan.compareTo(UNWATCHED) < 0 ? rescan : UNWATCHED;
  }
}
