package dev.pictor.transfer;

import dev.pictor.metadata.MetadataFilter;
import java.util.Optional;

/// Which records of a collection are exported.
///
/// @param namespace empty for all of them
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record ExportSpec(Optional<String> namespace, MetadataFilter filter) {

  /// Every record.
  public static ExportSpec everything() {
    return new ExportSpec(Optional.empty(), MetadataFilter.all());
  }
}
