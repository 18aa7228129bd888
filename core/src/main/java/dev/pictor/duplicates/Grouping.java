package dev.pictor.duplicates;

import dev.pictor.duplicates.DuplicateGroup.Kind;
import dev.pictor.duplicates.Relation.Copies;
import dev.pictor.duplicates.Relation.Different;
import dev.pictor.duplicates.Relation.Frames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Related contents to groups.
///
/// How it works: copies of copies are connected first (union-find). But a chain of small changes
/// may connect what is not alike, so that each group is then built around the best picture of what
/// is connected: those that are copies of it by themselves are its group, and the rest goes on
/// without them. Bursts connect the best pictures of groups; there, a chain is what is meant.
final class Grouping {

  /// In larger parts, what was not compared before is taken to be different.
  private static final int COMPARED_AGAIN = 200;

  /// The content `a` comes before `b`.
  record Pair(int a, int b) {
    static Pair of(int a, int b) {
      return a < b ? new Pair(a, b) : new Pair(b, a);
    }
  }

  private final List<Content> contents;
  private final Map<Pair, Relation> relations;
  private final Comparer comparer;
  private final List<DuplicateGroup> groups = new ArrayList<>();
  private final int[] leaders; // the best content of the group that a content is in

  private Grouping(List<Content> contents, Map<Pair, Relation> relations, Comparer comparer) {
    this.contents = contents;
    this.relations = new HashMap<>(relations);
    this.comparer = comparer;
    this.leaders = new int[contents.size()];
    for (int i = 0; i < leaders.length; i++) {
      leaders[i] = i;
    }
  }

  /// The surest first, bursts last.
  static List<DuplicateGroup> of(
      List<Content> contents, Map<Pair, Relation> relations, Comparer comparer) {
    Grouping grouping = new Grouping(contents, relations, comparer);
    grouping.groupCopies();
    grouping.groupBursts();
    grouping.groups.sort(
        Comparator.comparing(DuplicateGroup::kind)
            .thenComparing(DuplicateGroup::sureness)
            .thenComparing(DuplicateGroup::stage)
            .thenComparing(group -> group.best().id()));
    return List.copyOf(grouping.groups);
  }

  private void groupCopies() {
    UnionFind connected = new UnionFind(contents.size());
    relations.forEach(
        (pair, relation) -> {
          if (relation instanceof Copies) {
            connected.join(pair.a(), pair.b());
          }
        });
    for (List<Integer> part : connected.parts()) {
      boolean small = part.size() <= COMPARED_AGAIN;
      List<Integer> left = new ArrayList<>(part);
      while (!left.isEmpty()) {
        left.removeAll(groupAroundBest(left, small));
      }
    }
  }

  /// @return the contents that were dealt with
  private List<Integer> groupAroundBest(List<Integer> left, boolean small) {
    int best = best(left);
    GroupMember first = contents.get(best).best();
    List<Integer> taken = new ArrayList<>(List.of(best));
    List<GroupMember> members = new ArrayList<>(List.of(first));
    for (GroupMember other : contents.get(best).records()) {
      if (!other.id().equals(first.id())) {
        members.add(other.judged(Stage.BYTES, Sureness.CERTAIN, 1));
      }
    }
    for (int each : left) {
      if (each != best && relation(best, each, small) instanceof Copies copies) {
        taken.add(each);
        leaders[each] = best;
        for (GroupMember other : contents.get(each).records()) {
          members.add(other.judged(copies.stage(), copies.sureness(), copies.likeness()));
        }
      }
    }
    add(Kind.COPIES, members);
    return taken;
  }

  private int best(Collection<Integer> some) {
    Map<String, Integer> byId = new HashMap<>();
    List<GroupMember> bests = new ArrayList<>();
    for (int each : some) {
      GroupMember best = contents.get(each).best();
      byId.put(best.id(), each);
      bests.add(best);
    }
    return Optional.ofNullable(byId.get(BestPicture.of(bests).id())).orElseThrow();
  }

  private Relation relation(int a, int b, boolean compare) {
    Pair pair = Pair.of(a, b);
    Relation known = relations.get(pair);
    if (known != null || !compare) {
      return known == null ? new Different() : known;
    }
    Content one = contents.get(a);
    Content other = contents.get(b);
    Relation found =
        Relation.of(one.best(), other.best(), Stage.EMBEDDING, comparer.compare(one, other));
    relations.put(pair, found);
    return found;
  }

  private void groupBursts() {
    UnionFind connected = new UnionFind(contents.size());
    Map<Integer, Frames> how = new HashMap<>();
    relations.forEach(
        (pair, relation) -> {
          int a = leaders[pair.a()];
          int b = leaders[pair.b()];
          if (relation instanceof Frames frames && a != b) {
            connected.join(a, b);
            how.merge(a, frames, Grouping::nearer);
            how.merge(b, frames, Grouping::nearer);
          }
        });
    for (List<Integer> part : connected.parts()) {
      if (part.size() > 1) {
        int best = best(part);
        List<GroupMember> members = new ArrayList<>();
        for (int each : part) {
          Frames frames = how.getOrDefault(each, new Frames(Stage.EMBEDDING, 0));
          GroupMember member = contents.get(each).best();
          members.add(
              each == best
                  ? member
                  : member.judged(frames.stage(), Sureness.LIKELY, frames.likeness()));
        }
        add(Kind.BURST, members, contents.get(best).best());
      }
    }
  }

  private static Frames nearer(Frames a, Frames b) {
    return a.likeness() >= b.likeness() ? a : b;
  }

  private void add(Kind kind, List<GroupMember> members) {
    add(kind, members, members.getFirst());
  }

  private void add(Kind kind, List<GroupMember> members, GroupMember best) {
    if (members.size() > 1) {
      List<GroupMember> ordered = new ArrayList<>(members);
      ordered.sort(
          Comparator.comparing((GroupMember each) -> !each.id().equals(best.id()))
              .thenComparing(kind == Kind.BURST ? GroupMember::timestamp : _ -> "")
              .thenComparing(GroupMember::sureness)
              .thenComparing(GroupMember::stage)
              .thenComparing(GroupMember::id));
      groups.add(new DuplicateGroup(id(kind, ordered), kind, ordered));
    }
  }

  private static String id(Kind kind, List<GroupMember> members) {
    String contents =
        members.stream().map(GroupMember::sha256).sorted().collect(Collectors.joining(" "));
    return Digests.sha256((kind + " " + contents).getBytes(StandardCharsets.UTF_8))
        .substring(0, 16);
  }
}
