package dev.pictor.copy;

import dev.pictor.store.LuceneStore;
import dev.pictor.store.VectorStore;
import java.nio.file.Path;

/// A process to be killed in the middle of a copy; it tells each batch in a line.
public final class CopyingProcess {

  private CopyingProcess() {}

  /// @param args folders of source and target
  public static void main(String[] args) {
    try (VectorStore from = LuceneStore.open(Path.of(args[0]));
        VectorStore to = LuceneStore.open(Path.of(args[1]))) {
      CopyResult _ =
          CollectionCopy.run(
              from, "photos", to, "photos", progress -> System.out.println(progress.done()));
    }
  }
}
