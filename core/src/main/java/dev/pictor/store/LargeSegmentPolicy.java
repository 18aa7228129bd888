package dev.pictor.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.index.MergePolicy;
import org.apache.lucene.index.MergeTrigger;
import org.apache.lucene.index.SegmentCommitInfo;
import org.apache.lucene.index.SegmentInfos;
import org.jspecify.annotations.Nullable;

/// Merges towards one large segment and at most three small ones. Stateless, thread-safe.
///
/// How it works: a search walks the graph of each segment, and a walk costs hardly more in a large
/// graph than in a small one, so few segments matter more here than in a text index. New segments
/// first join their like: the smallest ones, and each larger one that is not much larger than what
/// joins already. Once the small ones together are a seventh of the large one, they join it; its
/// graph is copied and the newcomers are added to it, so that each record enters the large graph
/// once. When nobody writes, all join at a smaller share.
///
/// Records deleted from a segment cost its searches time; a fifth of them has it written anew.
final class LargeSegmentPolicy extends MergePolicy {

  private static final int MOST_SMALL = 3;

  /// The large one and the small ones, when no merge is under way.
  static final int SEGMENTS_AT_MOST = 1 + MOST_SMALL;

  private static final double JOIN_SHARE = 0.15;
  private static final double JOIN_SHARE_WHEN_IDLE = 0.02;
  private static final double DELETED_SHARE = 0.2;
  private static final int LIKE = 2;

  /// A segment that no merge has yet.
  private record Part(SegmentCommitInfo info, long live, long deleted) {}

  @Override
  public @Nullable MergeSpecification findMerges(
      @Nullable MergeTrigger trigger, SegmentInfos infos, MergeContext context) throws IOException {
    return choose(infos, context, JOIN_SHARE);
  }

  /// Called when nobody writes: how many segments are asked for is not heeded.
  @Override
  public @Nullable MergeSpecification findForcedMerges(
      SegmentInfos infos, int most, Map<SegmentCommitInfo, Boolean> wanted, MergeContext context)
      throws IOException {
    return choose(infos, context, JOIN_SHARE_WHEN_IDLE);
  }

  @Override
  public @Nullable MergeSpecification findForcedDeletesMerges(
      SegmentInfos infos, MergeContext context) throws IOException {
    return findMerges(MergeTrigger.EXPLICIT, infos, context);
  }

  private static @Nullable MergeSpecification choose(
      SegmentInfos infos, MergeContext context, double joinShare) throws IOException {
    List<Part> free = largestFirst(infos, context);
    if (free.isEmpty()) {
      return null;
    }
    List<Part> joining = joining(free, isLargestFree(infos, context, free), joinShare);
    if (joining.isEmpty()) {
      return null;
    }
    MergeSpecification merges = new MergeSpecification();
    merges.add(new OneMerge(joining.stream().map(Part::info).toList()));
    return merges;
  }

  private static List<Part> joining(List<Part> free, boolean largestFree, double joinShare) {
    Part largest = free.getFirst();
    List<Part> small = largestFree ? free.subList(1, free.size()) : free;
    long joined = small.stream().mapToLong(Part::live).sum();
    boolean stale = free.stream().anyMatch(LargeSegmentPolicy::isStale);
    if (largestFree && !small.isEmpty() && joined >= joinShare * largest.live()) {
      return free;
    }
    if (small.size() > MOST_SMALL) {
      return tail(small);
    }
    return stale ? free.stream().filter(LargeSegmentPolicy::isStale).toList() : List.of();
  }

  private static boolean isStale(Part part) {
    return part.deleted() > DELETED_SHARE * (part.live() + part.deleted());
  }

  /// The smallest parts, from two up to as many as are alike.
  private static List<Part> tail(List<Part> small) {
    int from = small.size() - 2;
    long joined = small.get(from).live() + small.get(from + 1).live();
    while (from > 0 && small.get(from - 1).live() <= LIKE * joined) {
      from--;
      joined += small.get(from).live();
    }
    return small.subList(from, small.size());
  }

  private static List<Part> largestFirst(SegmentInfos infos, MergeContext context)
      throws IOException {
    Set<SegmentCommitInfo> merging = context.getMergingSegments();
    List<Part> parts = new ArrayList<>();
    for (SegmentCommitInfo info : infos) {
      if (!merging.contains(info)) {
        int deleted = context.numDeletesToMerge(info);
        parts.add(new Part(info, info.info.maxDoc() - deleted, deleted));
      }
    }
    parts.sort(Comparator.comparingLong(Part::live).reversed());
    return parts;
  }

  private static boolean isLargestFree(SegmentInfos infos, MergeContext context, List<Part> free) {
    long largest = free.getFirst().info().info.maxDoc();
    for (SegmentCommitInfo info : infos) {
      if (context.getMergingSegments().contains(info) && info.info.maxDoc() > largest) {
        return false;
      }
    }
    return true;
  }
}
