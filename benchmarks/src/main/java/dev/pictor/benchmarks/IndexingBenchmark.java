package dev.pictor.benchmarks;

import dev.pictor.clip.ClipModel;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.EmbedderStats;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.IndexProgress;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Indexes a folder of photos once, with the bundled model, into a new store, as `pictor index`
/// does. Prints one line of JSON: pictures, seconds from the start of the scan to the last durable
/// record, processor seconds meanwhile, seconds of all threads in each stage, the most memory that
/// was resident.
final class IndexingBenchmark {

  private IndexingBenchmark() {}

  /// @param args a folder of photos, an empty folder for the data
  public static void main(String[] args) throws IOException {
    PictureDecoder decoder = new PictureDecoder(PictureLimits.defaults());
    Path data = Path.of(args[1]);
    ClipModel model = ModelCatalog.onClassPath().load("pocket");
    try (Embedder embedder = Embedder.open(model, decoder, EmbedderConfig.defaults());
        LuceneStore store = LuceneStore.open(data.resolve("store"));
        PhotoLibrary library =
            PhotoLibrary.open(
                new LibrarySpec(List.of(Path.of(args[0])), data.resolve("library")),
                collection(store, model),
                embedder,
                decoder,
                Map.of())) {
      Stopwatch watch = Stopwatch.started();
      IndexProgress progress = library.index(_ -> {});
      Stopwatch.Reading taken = watch.read();
      if (progress.indexed() != progress.found()) {
        throw new IllegalStateException("indexed: " + progress + " (expected: all that is found)");
      }
      print(progress.indexed(), taken, embedder.stats());
    }
  }

  private static VectorCollection collection(LuceneStore store, ClipModel model) {
    ModelBinding binding = new ModelBinding.Bound(model.name(), model.fingerprint());
    return new CollectionCatalog(store)
        .create(new CollectionSpec("photos", model.dimension(), Similarity.COSINE, binding));
  }

  private static void print(long pictures, Stopwatch.Reading taken, EmbedderStats stats)
      throws IOException {
    System.out.printf(
        Locale.ROOT,
        "{\"pictures\": %d, \"seconds\": %.4f, \"cpu\": %.4f, \"decode\": %.4f, \"preprocess\": %.4f, \"infer\": %.4f, \"peakBytes\": %d}%n",
        pictures,
        taken.seconds(),
        taken.processorSeconds(),
        stats.decode().toNanos() / 1e9,
        stats.resize().plus(stats.normalise()).toNanos() / 1e9,
        stats.infer().toNanos() / 1e9,
        ResidentMemory.peakBytes());
  }
}
