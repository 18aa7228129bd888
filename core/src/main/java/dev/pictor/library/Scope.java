package dev.pictor.library;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/// Where a run looks.
public sealed interface Scope {

  /// All folders of the library: the truth.
  record Everything() implements Scope {}

  /// Folders that may have changed, as a watcher tells them.
  ///
  /// @param folders whose own files are compared; folders inside are left alone
  /// @param trees compared with all inside; one that is gone takes its pictures along
  record Folders(Set<Path> folders, Set<Path> trees) implements Scope {
    public Folders {
      folders = Set.copyOf(folders);
      trees = Set.copyOf(trees);
    }
  }

  static Scope nothing() {
    return new Folders(Set.of(), Set.of());
  }

  default boolean isEmpty() {
    return switch (this) {
      case Everything() -> false;
      case Folders(Set<Path> folders, Set<Path> trees) -> folders.isEmpty() && trees.isEmpty();
    };
  }

  /// What both look at.
  default Scope and(Scope other) {
    if (this instanceof Folders one && other instanceof Folders two) {
      Set<Path> folders = new HashSet<>(one.folders());
      folders.addAll(two.folders());
      Set<Path> trees = new HashSet<>(one.trees());
      trees.addAll(two.trees());
      return new Folders(folders, trees);
    }
    return new Everything();
  }
}
