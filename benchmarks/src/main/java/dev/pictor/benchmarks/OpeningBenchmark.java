package dev.pictor.benchmarks;

import dev.pictor.store.CollectionStore;
import dev.pictor.store.LuceneStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Locale;

/// Opens the store of a dataset and asks the collection `base`. Prints one line of JSON: seconds
/// until the first answer, and the bytes that live on the heap after a thousand queries of each
/// kind.
final class OpeningBenchmark {

  private OpeningBenchmark() {}

  public static void main(String[] args) throws IOException {
    VectorFiles files = new VectorFiles(Path.of(args[0]));
    VectorFiles.Rows pictures = files.rows("pictures");
    VectorSearch plain = new VectorSearch(pictures, "none", VectorSearch.effort("automatic"));
    VectorSearch filtered = new VectorSearch(pictures, "tenth", VectorSearch.effort("automatic"));
    Stopwatch watch = Stopwatch.started();
    try (LuceneStore store = LuceneStore.open(files.folder().resolve("pictor"))) {
      CollectionStore collection = store.collection("base").orElseThrow();
      int answered = collection.query(plain.query(0)).matches().size();
      double seconds = watch.read().seconds();
      for (int i = 0; i < pictures.count(); i++) {
        collection.query(plain.query(i));
        collection.query(filtered.query(i));
      }
      System.gc();
      System.out.printf(
          Locale.ROOT,
          "{\"answered\": %d, \"seconds\": %.4f, \"heapBytes\": %d, \"records\": %d}%n",
          answered,
          seconds,
          ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
          collection.stats().records());
    }
  }
}
