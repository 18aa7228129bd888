package dev.pictor.batch;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.Shard;
import dev.pictor.error.InvalidRequest;
import java.nio.file.Path;

/// What is embedded, and where to.
///
/// @param input a folder, a `.tar`, or a list of paths and addresses (`.csv`, `.parquet`)
/// @param output a folder for the parts; made when it is missing
/// @param shard which of the pictures
/// @param retryErrors whether pictures that got an error are tried again
/// @param partRows rows of a part: so many pictures a killed run may have to do again
public record BatchSpec(Path input, Path output, Shard shard, boolean retryErrors, int partRows) {

  public BatchSpec {
    if (partRows < 1 || partRows > EmbeddedParts.MOST_ROWS) {
      throw new InvalidRequest(
          "part-rows: %d (expected: 1 to %d)".formatted(partRows, EmbeddedParts.MOST_ROWS));
    }
  }

  /// With parts of the usual size.
  public BatchSpec(Path input, Path output, Shard shard, boolean retryErrors) {
    this(input, output, shard, retryErrors, EmbeddedParts.ROWS);
  }
}
