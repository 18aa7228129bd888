package dev.pictor.benchmarks;

import dev.pictor.metadata.Metadata;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Opens the store of a dataset and asks the collection `base`. Prints one line of JSON: seconds
/// until the first answer, and the bytes that live on the heap after a thousand queries of each
/// kind. With `running` a small store was used before, as in a server that has its classes loaded.
final class OpeningBenchmark {

  private OpeningBenchmark() {}

  public static void main(String[] args) throws IOException {
    VectorFiles files = new VectorFiles(Path.of(args[0]));
    VectorFiles.Rows pictures = files.rows("pictures");
    VectorSearch plain = new VectorSearch(pictures, "none", VectorSearch.effort("automatic"));
    VectorSearch filtered = new VectorSearch(pictures, "tenth", VectorSearch.effort("automatic"));
    if (args[1].equals("running")) {
      useSmallStore(pictures);
    }
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

  private static void useSmallStore(VectorFiles.Rows pictures) throws IOException {
    Path folder = Files.createTempDirectory("opening");
    VectorSearch plain = new VectorSearch(pictures, "none", VectorSearch.effort("automatic"));
    try (LuceneStore store = LuceneStore.open(folder)) {
      CollectionStore collection =
          store.create(
              new CollectionSpec(
                  "small",
                  VectorFiles.DIMENSION,
                  Similarity.COSINE,
                  new ModelBinding.Unattested()));
      List<VectorRecord> records = new ArrayList<>();
      for (int i = 0; i < pictures.count(); i++) {
        records.add(new VectorRecord("r" + i, pictures.row(i), Metadata.empty()));
      }
      collection.upsert("", records);
      collection.query(plain.query(0));
      store.drop("small");
    }
  }
}
