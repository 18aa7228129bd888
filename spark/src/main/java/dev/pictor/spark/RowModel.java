package dev.pictor.spark;

import dev.pictor.bulk.EmbeddedParts;
import dev.pictor.bulk.RowFlow;

/// What makes rows of pictures on an executor. Thread-safe.
interface RowModel extends RowFlow.Maker {

  /// Which model it is.
  EmbeddedParts.Model model();

  /// For how many pictures it has worked.
  long worked();

  /// How many pictures are worth being under way at one time.
  int atATime();
}
