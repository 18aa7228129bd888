package dev.pictor.duplicates;

import dev.pictor.error.InvalidRequest;
import java.util.Comparator;
import java.util.List;

/// Pictures that show the same. Immutable.
///
/// @param id stays as long as the members do
/// @param members at least two, the best first
public record DuplicateGroup(String id, Kind kind, List<GroupMember> members) {

  public enum Kind {
    /// One picture, kept more than once.
    COPIES,
    /// Different frames, taken by one camera within seconds.
    BURST
  }

  public DuplicateGroup {
    members = List.copyOf(members);
    if (members.size() < 2) {
      throw new IllegalArgumentException("members: %s (expected: two or more)".formatted(members));
    }
  }

  /// The one to keep, unless a person chooses another.
  public GroupMember best() {
    return members.getFirst();
  }

  /// The last stage that was needed.
  public Stage stage() {
    return others().stream().map(GroupMember::stage).max(Comparator.naturalOrder()).orElseThrow();
  }

  /// The least that is said of a member.
  public Sureness sureness() {
    return others().stream()
        .map(GroupMember::sureness)
        .max(Comparator.naturalOrder())
        .orElseThrow();
  }

  /// All but the best.
  public List<GroupMember> others() {
    return members.subList(1, members.size());
  }

  /// @throws InvalidRequest naming the ids of the group
  GroupMember member(String member) {
    return members.stream()
        .filter(each -> each.id().equals(member))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "id: %s (expected: one of group %s: %s)"
                        .formatted(member, id, members.stream().map(GroupMember::id).toList())));
  }
}
