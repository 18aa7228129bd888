package dev.pictor.store;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a check of a whole collection found.
///
/// @param files files that were read
/// @param bytes their size
/// @param segments parts of the index
/// @param records records that were decoded
/// @param namespaces records of each namespace, as counted one by one
/// @param problems what is wrong, at most [#MOST_PROBLEMS]; empty when all is well
public record VerifyReport(
    String collection,
    int files,
    long bytes,
    int segments,
    long records,
    SortedMap<String, Long> namespaces,
    List<Problem> problems) {

  /// A check that found so many problems looks for no more.
  public static final int MOST_PROBLEMS = 100;

  /// @param file the name of the file, or of the segment where the files are as they were written
  public record Problem(String file, String message) {}

  public VerifyReport {
    namespaces = Collections.unmodifiableSortedMap(new TreeMap<>(namespaces));
    problems = List.copyOf(problems);
  }

  public boolean sound() {
    return problems.isEmpty();
  }
}
