package dev.pictor.duplicates;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Which of several copies to keep: the one with most pixels; of those, within one format, the one
/// with most bytes, because it was compressed least; then the oldest, then the one with the
/// shortest path. Bytes of different formats say nothing: a PNG made from a JPEG is larger and no
/// better.
final class BestPicture {

  private static final Comparator<GroupMember> OLDEST =
      Comparator.comparing((GroupMember each) -> each.timestamp().isEmpty())
          .thenComparing(GroupMember::timestamp)
          .thenComparingInt(each -> each.id().length())
          .thenComparing(GroupMember::id);

  private static final Comparator<GroupMember> MOST_BYTES =
      Comparator.comparingLong(GroupMember::bytes).reversed().thenComparing(OLDEST);

  private BestPicture() {}

  /// @param members at least one
  static GroupMember of(Collection<GroupMember> members) {
    long pixels = members.stream().mapToLong(GroupMember::pixels).max().orElseThrow();
    Map<String, GroupMember> byFormat = new HashMap<>();
    for (GroupMember each : members) {
      if (each.pixels() == pixels) {
        byFormat.merge(each.format(), each, (a, b) -> MOST_BYTES.compare(a, b) <= 0 ? a : b);
      }
    }
    return List.copyOf(byFormat.values()).stream().min(OLDEST).orElseThrow();
  }
}
