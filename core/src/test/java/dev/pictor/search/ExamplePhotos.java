package dev.pictor.search;

import dev.pictor.clip.ClipModel;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The 210 example photos in a collection, embedded once for all tests of a class.
public final class ExamplePhotos implements AutoCloseable {

  static final Path FOLDER = Path.of("..", "examples", "photos");

  private final LuceneStore store;
  public final Embedder embedder;
  public final VectorCollection collection;
  public final SearchService search;

  public ExamplePhotos(Path folder) throws IOException {
    store = LuceneStore.open(folder);
    ClipModel model = ModelCatalog.onClassPath().load("pocket");
    embedder =
        Embedder.open(
            model, new PictureDecoder(PictureLimits.defaults()), EmbedderConfig.defaults());
    collection =
        new CollectionCatalog(store)
            .create(
                new CollectionSpec(
                    "photos",
                    model.dimension(),
                    Similarity.COSINE,
                    new ModelBinding.Bound(model.name(), model.fingerprint())));
    collection.defaultNamespace().upsert(names().parallelStream().map(this::record).toList());
    search = new SearchService(embedder, new Calibrator(Optional.empty()));
  }

  public static List<String> names() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files
          .filter(file -> file.toString().endsWith(".jpg"))
          .map(file -> FOLDER.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  public static byte[] bytes(String name) {
    try {
      return Files.readAllBytes(FOLDER.resolve(name));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private VectorRecord record(String name) {
    return new VectorRecord(
        name,
        embedder.image(bytes(name)).embedding().vector(),
        Metadata.copyOf(
            Map.of("category", new MetadataValue.Text(name.substring(0, name.indexOf('/'))))));
  }

  @Override
  public void close() {
    embedder.close();
    store.close();
  }
}
