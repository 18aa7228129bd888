package dev.pictor.cli;

import dev.pictor.error.ServiceException;
import java.util.function.Supplier;

/// What `pictor doctor` found about one thing.
///
/// @param advice what to do; empty when all is well
record Finding(String what, String found, String advice) {

  static Finding well(String what, String found) {
    return new Finding(what, found, "");
  }

  /// What a check finds, or why it failed.
  ///
  /// @param found when it failed
  static Finding guarded(String what, String found, Supplier<Finding> check) {
    try {
      return check.get();
    } catch (ServiceException e) {
      return new Finding(what, found, e.reason());
    }
  }

  boolean isWell() {
    return advice.isEmpty();
  }
}
