package dev.pictor.library;

import java.time.Duration;
import java.util.List;

/// How a [PhotoLibrary] uses the machine.
///
/// @param inFlight pictures that are read or encoded at one time
/// @param inFlightBytes encoded bytes that these may hold together; a larger file goes alone
/// @param groupSize records that share one durable commit at most
/// @param groupTime how long a finished record waits for its group at most
/// @param readRetryPause before the first of three more attempts after a read error; the next
///   pauses are five times as long each
/// @param speed share of the cores that runs take, above 0 to 1: pictures are followed by pauses
/// @param exclude patterns of what is passed over in every library, see [Exclusions]
/// @param thumbnailBytes cached thumbnails are removed, oldest use first, above this
public record LibraryConfig(
    int inFlight,
    long inFlightBytes,
    int groupSize,
    Duration groupTime,
    Duration readRetryPause,
    long thumbnailBytes,
    double speed,
    List<String> exclude) {

  /// The most pictures that one batch of a model can need, twice, so that one batch is read while
  /// the other is encoded; 64 MB of files; commits of 64 or every second; pauses of 0.2, 1 and 5
  /// seconds; 4 GB of thumbnails.
  public static LibraryConfig defaults() {
    return new LibraryConfig(
        Math.max(32, 4 * Runtime.getRuntime().availableProcessors()),
        64_000_000,
        64,
        Duration.ofSeconds(1),
        Duration.ofMillis(200),
        4_000_000_000L);
  }

  /// At full speed, without patterns.
  public LibraryConfig(
      int inFlight,
      long inFlightBytes,
      int groupSize,
      Duration groupTime,
      Duration readRetryPause,
      long thumbnailBytes) {
    this(
        inFlight,
        inFlightBytes,
        groupSize,
        groupTime,
        readRetryPause,
        thumbnailBytes,
        1,
        List.of());
  }

  public LibraryConfig with(double newSpeed, List<String> newExclude) {
    return new LibraryConfig(
        inFlight,
        inFlightBytes,
        groupSize,
        groupTime,
        readRetryPause,
        thumbnailBytes,
        newSpeed,
        newExclude);
  }

  /// How long a place in the flow rests after a picture that took `busy`.
  Duration restAfter(Duration busy) {
    return Duration.ofNanos(Math.round(busy.toNanos() * (1 / speed - 1)));
  }

  public LibraryConfig {
    exclude = List.copyOf(exclude);
    Exclusions _ = Exclusions.of(exclude);
    if (!(speed > 0 && speed <= 1)) {
      throw new IllegalArgumentException(
          "library: speed " + speed + " (expected: above 0, at most 1)");
    }
    if (inFlight < 1 || inFlightBytes < 1 || groupSize < 1 || thumbnailBytes < 1) {
      throw new IllegalArgumentException(
          "library: %d in flight, %d bytes, groups of %d, %d bytes of thumbnails (expected: all at least 1)"
              .formatted(inFlight, inFlightBytes, groupSize, thumbnailBytes));
    }
    if (groupTime.isNegative() || readRetryPause.isNegative()) {
      throw new IllegalArgumentException(
          "library: group time %s, pause %s (expected: not negative)"
              .formatted(groupTime, readRetryPause));
    }
  }
}
