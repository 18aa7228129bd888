package dev.pictor.duplicates;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/// What a removal would do; nothing is done yet.
///
/// @param id names this dry run when it is applied; good until a file of it changes, something else
///   is removed, or the server stops
/// @param left out of the plan
public record RemovalPlan(
    String id, String collection, Instant created, List<Item> items, List<LeftOut> left) {

  /// A picture to remove, because another one is there.
  ///
  /// @param file of the picture
  /// @param keep the picture that stays, with its bytes as they were now
  public record Item(String group, GroupMember remove, Path file, GroupMember keep, Path kept) {}

  /// A picture that stays.
  public record LeftOut(String id, Reason reason) {}

  /// Why a picture stays.
  public enum Reason {
    /// Its file, or that of the picture to keep instead, is gone.
    GONE,
    /// Its file, or that of the picture to keep instead, has other bytes than when it was indexed.
    CHANGED,
    /// It is a symbolic link.
    LINK,
    /// It is another name of the file to keep.
    SAME_FILE,
    /// It cannot be moved.
    FAILED
  }

  public RemovalPlan {
    items = List.copyOf(items);
    left = List.copyOf(left);
  }

  /// How much the trash will take up, and emptying it free.
  public long bytes() {
    return items.stream().mapToLong(item -> item.remove().bytes()).sum();
  }
}
