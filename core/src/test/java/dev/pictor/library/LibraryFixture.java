package dev.pictor.library;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.RecordHead;
import dev.pictor.store.VectorStore;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A real store, the bundled model, and a folder of real photos.
final class LibraryFixture implements AutoCloseable {

  static final Path EXAMPLES = Path.of("..", "examples", "photos").toAbsolutePath().normalize();

  static final LibraryConfig CONFIG =
      new LibraryConfig(32, 64_000_000, 16, Duration.ofMillis(200), Duration.ZERO, 1_000_000_000);

  static final PictureDecoder DECODER = new PictureDecoder(PictureLimits.defaults());

  final Path photos;
  final Path state;
  final Embedder embedder;
  private final VectorStore store;
  final VectorCollection collection;

  LibraryFixture(Path folder, Embedder embedder) throws IOException {
    this.photos = Files.createDirectories(folder.resolve("photos"));
    this.state = folder.resolve("data").resolve("library");
    this.embedder = embedder;
    this.store = LuceneStore.open(folder.resolve("data").resolve("store"));
    CollectionCatalog catalog = new CollectionCatalog(store);
    this.collection = catalog.find("photos").orElseGet(() -> catalog.create(spec(embedder)));
  }

  static Embedder openEmbedder() {
    return Embedder.open(
        ModelCatalog.onClassPath().load("pocket"), DECODER, EmbedderConfig.defaults());
  }

  private static CollectionSpec spec(Embedder embedder) {
    return new CollectionSpec(
        "photos",
        embedder.model().dimension(),
        Similarity.COSINE,
        new ModelBinding.Bound(embedder.model().name(), embedder.fingerprint()));
  }

  PhotoLibrary library() {
    return library(Map.of());
  }

  PhotoLibrary library(Map<String, Metadata> extras) {
    return PhotoLibrary.open(
        new LibrarySpec(List.of(photos), state), collection, embedder, DECODER, extras, CONFIG);
  }

  PhotoLibrary library(LibrarySpec spec) {
    return PhotoLibrary.open(spec, collection, embedder, DECODER, Map.of(), CONFIG);
  }

  PhotoLibrary library(LibraryConfig config, PictureReader reader) {
    return PhotoLibrary.open(
        new LibrarySpec(List.of(photos), state),
        collection,
        embedder,
        DECODER,
        Map.of(),
        config,
        reader);
  }

  /// Indexes in a library of its own, as a new process would.
  IndexProgress index() {
    try (PhotoLibrary library = library()) {
      return library.index(_ -> {});
    }
  }

  Namespace records() {
    return collection.defaultNamespace();
  }

  List<String> ids() {
    return records().page("", MetadataFilter.all(), "", 10_000).records().stream()
        .map(RecordHead::id)
        .toList();
  }

  Metadata metadata(String id) {
    return records().fetch(List.of(id)).getFirst().metadata();
  }

  /// Copies the `count` first photos of an example folder to `photos/folder`.
  List<Path> addPhotos(String folder, int count) throws IOException {
    Path target = Files.createDirectories(photos.resolve(folder));
    List<Path> sources;
    try (Stream<Path> files = Files.list(EXAMPLES.resolve(folder))) {
      sources = files.sorted().limit(count).toList();
    }
    for (Path source : sources) {
      Files.copy(source, target.resolve(source.getFileName()));
    }
    return sources.stream().map(source -> target.resolve(source.getFileName())).toList();
  }

  String idOf(Path file) {
    return photos.relativize(file).toString().replace('\\', '/');
  }

  @Override
  public void close() {
    store.close();
  }
}
