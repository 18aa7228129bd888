package dev.pictor.duplicates;

import java.util.List;

/// What a removal has done.
///
/// @param removed now in the trash
/// @param left where they are, because something has come between
public record RemovalResult(List<TrashEntry> removed, List<RemovalPlan.LeftOut> left) {
  public RemovalResult {
    removed = List.copyOf(removed);
    left = List.copyOf(left);
  }

  /// Of the removed files.
  public long bytes() {
    return removed.stream().mapToLong(TrashEntry::bytes).sum();
  }
}
