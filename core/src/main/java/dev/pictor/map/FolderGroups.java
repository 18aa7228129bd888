package dev.pictor.map;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/// Folders as few groups: each is cut off at the same depth, the greatest at which there are no
/// more of them than colours that a person can tell apart. Where that leaves one, the next depth is
/// taken: everything in one colour says nothing.
final class FolderGroups {

  private static final int FEW = 12;

  private FolderGroups() {}

  /// The group of each folder, in their order.
  ///
  /// @param folders steps separated by `/`
  static List<String> of(List<String> folders) {
    int deepest = folders.stream().mapToInt(each -> steps(each).length).max().orElse(1);
    IntFunction<List<String>> cut =
        depth -> folders.stream().map(each -> cut(each, depth)).collect(Collectors.toList());
    int depth = 1;
    while (depth < deepest && (count(cut.apply(depth + 1)) <= FEW || count(cut.apply(depth)) < 2)) {
      depth++;
    }
    return cut.apply(depth);
  }

  private static long count(List<String> groups) {
    return groups.stream().distinct().count();
  }

  private static String cut(String folder, int depth) {
    String[] steps = steps(folder);
    return String.join("/", Arrays.copyOf(steps, Math.min(depth, steps.length)));
  }

  private static String[] steps(String folder) {
    return folder.split("/", -1);
  }
}
