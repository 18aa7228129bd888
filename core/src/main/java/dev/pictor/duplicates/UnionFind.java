package dev.pictor.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Which numbers are connected. Not thread-safe.
final class UnionFind {

  private final int[] parents;

  UnionFind(int size) {
    parents = new int[size];
    for (int i = 0; i < size; i++) {
      parents[i] = i;
    }
  }

  private int root(int item) {
    int at = item;
    while (parents[at] != at) {
      parents[at] = parents[parents[at]];
      at = parents[at];
    }
    return at;
  }

  void join(int a, int b) {
    parents[root(a)] = root(b);
  }

  /// All numbers, those that are connected together, in order.
  List<List<Integer>> parts() {
    Map<Integer, List<Integer>> parts = new TreeMap<>();
    for (int i = 0; i < parents.length; i++) {
      parts.computeIfAbsent(root(i), _ -> new ArrayList<>(1)).add(i);
    }
    return List.copyOf(parts.values());
  }
}
