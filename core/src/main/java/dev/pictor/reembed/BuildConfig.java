package dev.pictor.reembed;

import dev.pictor.library.LibraryConfig;
import java.time.Duration;

/// How a new generation is made.
///
/// @param inFlight pictures that are read or encoded at one time
/// @param inFlightBytes encoded bytes that these may hold together; a larger file goes alone
/// @param groupSize records that share one durable commit at most
/// @param groupTime how long a finished record waits for its group at most
public record BuildConfig(int inFlight, long inFlightBytes, int groupSize, Duration groupTime) {

  public BuildConfig {
    if (inFlight < 1 || inFlightBytes < 1 || groupSize < 1) {
      throw new IllegalArgumentException(
          "reembed: %d in flight, %d bytes, groups of %d (expected: all at least 1)"
              .formatted(inFlight, inFlightBytes, groupSize));
    }
  }

  /// As a library's run.
  public static BuildConfig defaults() {
    LibraryConfig library = LibraryConfig.defaults();
    return new BuildConfig(
        library.inFlight(), library.inFlightBytes(), library.groupSize(), library.groupTime());
  }
}
