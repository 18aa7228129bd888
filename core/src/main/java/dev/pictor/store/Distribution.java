package dev.pictor.store;

import dev.pictor.error.InvalidRequest;

/// How a collection lies on the nodes of a cluster.
///
/// @param shards parts that each hold some of the records, 1 to 1,024; searches and writes go to
///   all of them at once. Chosen when the collection is made.
/// @param copies of each part, 1 to 32, all of which answer searches; of n copies any n - 1 may be
///   lost
public record Distribution(int shards, int copies) {

  private static final int MOST_SHARDS = 1024;
  private static final int MOST_COPIES = 32;

  public Distribution {
    require("shards", shards, MOST_SHARDS);
    require("replicas", copies, MOST_COPIES);
  }

  private static void require(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new InvalidRequest("%s: %d (expected: 1 to %d)".formatted(name, value, most));
    }
  }

  public Distribution withCopies(int changed) {
    return new Distribution(shards, changed);
  }
}
