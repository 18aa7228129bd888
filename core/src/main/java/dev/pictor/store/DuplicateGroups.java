package dev.pictor.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.hnsw.HnswGraph;

/// The records of one segment that a walk of its graph does not find by itself, and how it finds
/// them all the same. Immutable.
///
/// How it works: of identical vectors the graph links one ([UnlinkedDuplicates]). A walk that meets
/// it has found the whole group, whichever of its records are searched for; so the linked one is
/// let through every filter that another one of the group passes. When the linked one is deleted
/// and merged away, the rest of its group is *stranded* until another merge links it; so few are
/// compared with every query.
final class DuplicateGroups {

  private static final DuplicateGroups NONE =
      new DuplicateGroups(new int[0], new int[0], new int[0][], new int[0]);

  // A linked vector has some neighbours more, and one that a walk nevertheless reaches costs only
  // time here.
  private static final int NEIGHBOURS_OF_STRANDED = 2;

  private final int[] docs; // ascending: those in a group
  private final int[] groupOf; // [docs], a number of `groups`
  private final int[][] groups; // documents of each; the linked one is the first
  private final int[] stranded; // ascending

  private DuplicateGroups(int[] docs, int[] groupOf, int[][] groups, int[] stranded) {
    this.docs = docs;
    this.groupOf = groupOf;
    this.groups = groups;
    this.stranded = stranded;
  }

  /// Reads the hashes of all vectors and how many neighbours each has.
  static DuplicateGroups of(LeafReader segment) throws IOException {
    SegmentGraph graph = SegmentGraph.of(segment);
    return graph == null ? NONE : new Reading(segment, graph.graph()).groups();
  }

  /// What a walk may find in place of the candidates.
  AcceptDocs walkable(Candidates candidates) throws IOException {
    Bits accepted = candidates.bits();
    if (accepted == null || groups.length == 0) {
      return candidates.accepted();
    }
    return candidates.acceptedAnd(
        IntStream.range(0, docs.length)
            .filter(i -> accepted.get(docs[i]))
            .map(i -> groups[groupOf[i]][0]));
  }

  /// The candidates among what a walk of [#walkable] found and all that belongs to it, ascending.
  int[] expand(ScoreDoc[] found, Candidates candidates) {
    if (this == NONE) {
      return Arrays.stream(found).mapToInt(each -> each.doc).sorted().toArray();
    }
    Bits accepted = candidates.bits();
    return IntStream.concat(Arrays.stream(found).flatMapToInt(this::group), IntStream.of(stranded))
        .filter(doc -> accepted == null || accepted.get(doc))
        .sorted()
        .distinct()
        .toArray();
  }

  private IntStream group(ScoreDoc found) {
    int place = Arrays.binarySearch(docs, found.doc);
    return place < 0 ? IntStream.of(found.doc) : Arrays.stream(groups[groupOf[place]]);
  }

  /// Finds the groups of one segment.
  private static final class Reading {

    /// A vector that occurs more than once.
    private record Copy(long hash, int doc, int neighbours) {}

    private static final Comparator<Copy> GROUPED_LINKED_FIRST =
        Comparator.comparingLong(Copy::hash)
            .thenComparing(Comparator.comparingInt(Copy::neighbours).reversed())
            .thenComparingInt(Copy::doc);

    private final HnswGraph graph;
    private final FloatVectorValues vectors;
    private final NumericDocValues hashes;
    private final List<Copy> copies = new ArrayList<>();
    private final List<Integer> stranded = new ArrayList<>();

    Reading(LeafReader segment, HnswGraph graph) throws IOException {
      this.graph = graph;
      this.vectors = RecordReader.vectors(segment);
      this.hashes = DocValues.getNumeric(segment, RecordSchema.HASH);
    }

    DuplicateGroups groups() throws IOException {
      findUnlinked(readHashes());
      copies.sort(GROUPED_LINKED_FIRST);
      List<int[]> groups = new ArrayList<>();
      for (int from = 0, to; from < copies.size(); from = to) {
        to = endOfGroup(from);
        List<Copy> group = copies.subList(from, to);
        if (isStranded(group.getFirst().neighbours)) {
          group.forEach(copy -> stranded.add(copy.doc));
        } else {
          groups.add(group.stream().mapToInt(Copy::doc).toArray());
        }
      }
      return groups.isEmpty() && stranded.isEmpty() ? NONE : groups(groups);
    }

    private long[] readHashes() throws IOException {
      long[] all = new long[graph.size()];
      for (int ordinal = 0; ordinal < all.length; ordinal++) {
        // Records of older versions have none.
        all[ordinal] =
            hashes.advanceExact(vectors.ordToDoc(ordinal))
                ? hashes.longValue()
                : DuplicateOrdinals.hash(vectors.vectorValue(ordinal));
      }
      return all;
    }

    private void findUnlinked(long[] hashes) throws IOException {
      long[] repeated = repeated(hashes);
      for (int ordinal = 0; ordinal < hashes.length; ordinal++) {
        int neighbours = neighbours(ordinal);
        if (Arrays.binarySearch(repeated, hashes[ordinal]) >= 0) {
          copies.add(new Copy(hashes[ordinal], vectors.ordToDoc(ordinal), neighbours));
        } else if (isStranded(neighbours)) {
          stranded.add(vectors.ordToDoc(ordinal));
        }
      }
    }

    /// Those that occur more than once, ascending.
    private static long[] repeated(long[] hashes) {
      long[] sorted = hashes.clone();
      Arrays.sort(sorted);
      return IntStream.range(1, sorted.length)
          .filter(i -> sorted[i] == sorted[i - 1])
          .mapToLong(i -> sorted[i])
          .distinct()
          .toArray();
    }

    private int neighbours(int ordinal) throws IOException {
      graph.seek(0, ordinal);
      return graph.neighborCount();
    }

    private static boolean isStranded(int neighbours) {
      return neighbours <= NEIGHBOURS_OF_STRANDED;
    }

    private int endOfGroup(int from) {
      int to = from + 1;
      while (to < copies.size() && copies.get(to).hash == copies.get(from).hash) {
        to++;
      }
      return to;
    }

    private DuplicateGroups groups(List<int[]> groups) {
      int[][] places =
          IntStream.range(0, groups.size())
              .boxed()
              .flatMap(group -> Arrays.stream(groups.get(group)).mapToObj(doc -> place(doc, group)))
              .sorted(Comparator.comparingInt(place -> place[0]))
              .toArray(int[][]::new);
      return new DuplicateGroups(
          Arrays.stream(places).mapToInt(place -> place[0]).toArray(),
          Arrays.stream(places).mapToInt(place -> place[1]).toArray(),
          groups.toArray(int[][]::new),
          stranded.stream().mapToInt(Integer::intValue).sorted().toArray());
    }

    private static int[] place(int doc, int group) {
      return new int[] {doc, group};
    }
  }
}
