package dev.pictor.models;

import java.util.List;

/// What a check of an installed model found.
///
/// @param files that were read
/// @param problems each naming a file and what is wrong with it; empty for a sound model
public record CheckReport(String name, int files, List<String> problems) {

  public CheckReport {
    problems = List.copyOf(problems);
  }

  public boolean sound() {
    return problems.isEmpty();
  }
}
