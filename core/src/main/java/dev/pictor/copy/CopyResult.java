package dev.pictor.copy;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a copy came to, both sides read and found equal.
///
/// @param from name of the collection in the source
/// @param to its name in the target
/// @param written records that were written; the others were there already
/// @param namespaces the sum of each namespace
public record CopyResult(
    String from, String to, long written, SortedMap<String, RecordSum> namespaces) {

  public CopyResult {
    namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
  }

  public long records() {
    return namespaces.values().stream().mapToLong(RecordSum::records).sum();
  }
}
