package dev.pictor.store;

import java.util.List;
import java.util.Optional;

/// Records in the order of their ids (UTF-8 bytes), and where to go on.
///
/// @param next the id after which the next page starts; empty on the last page
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
public record Page<R>(List<R> records, Optional<String> next) {
  public Page {
    records = List.copyOf(records);
  }
}
