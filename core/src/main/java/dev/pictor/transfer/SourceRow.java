package dev.pictor.transfer;

import dev.pictor.store.VectorRecord;

/// One record of a source, or why there is none in its place.
public sealed interface SourceRow {

  /// Where it stands, such as `line 12`.
  String place();

  /// @param namespace empty for the default one
  record Good(String place, String namespace, VectorRecord content) implements SourceRow {}

  record Bad(String place, String reason) implements SourceRow {}
}
