package dev.pictor.duplicates;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureLimits;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataValue.Text;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.RecordHead;
import dev.pictor.store.RecordUpdate;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A real store, the bundled model, and a library of real photos and what was made of them.
final class DuplicatesFixture implements AutoCloseable {

  static final Path EXAMPLES = Path.of("..", "examples", "photos").toAbsolutePath().normalize();
  static final PictureDecoder DECODER = new PictureDecoder(PictureLimits.defaults());

  final Path photos;
  final Path data;
  final VectorCollection collection;
  final PhotoLibrary library;
  final Pictures pictures;
  private final LuceneStore store;

  DuplicatesFixture(Path folder, Embedder embedder) throws IOException {
    photos = Files.createDirectories(folder.resolve("photos"));
    data = folder.resolve("data");
    store = LuceneStore.open(data.resolve("store"));
    CollectionCatalog catalog = new CollectionCatalog(store);
    collection = catalog.find("photos").orElseGet(() -> catalog.create(spec(embedder)));
    library =
        PhotoLibrary.open(
            new LibrarySpec(List.of(photos), data.resolve("library")),
            collection,
            embedder,
            DECODER,
            Map.of());
    pictures = Pictures.of(() -> library);
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

  /// The n-th example photo.
  static Path example(int n) throws IOException {
    try (Stream<Path> files = Files.walk(EXAMPLES)) {
      return files.filter(each -> each.toString().endsWith(".jpg")).sorted().toList().get(n);
    }
  }

  Path add(String id, byte[] content) throws IOException {
    Path file = photos.resolve(id);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  Path add(String id, Path source) throws IOException {
    return add(id, Files.readAllBytes(source));
  }

  void index() {
    var _ = library.index(_ -> {});
  }

  Namespace records() {
    return collection.defaultNamespace();
  }

  List<String> ids() {
    return records().page("", MetadataFilter.all(), "", 10_000).records().stream()
        .map(RecordHead::id)
        .toList();
  }

  /// As if a camera had written it into the picture.
  void taken(String id, String camera, String timestamp) {
    int _ =
        records()
            .update(
                List.of(
                    new RecordUpdate(
                        id,
                        Metadata.copyOf(
                            Map.of(
                                "camera", new Text(camera), "timestamp", new Text(timestamp))))));
  }

  DuplicateReview review() {
    return DuplicateReview.open(data.resolve("duplicates"));
  }

  ScanProgress scan(DuplicateReview review) {
    return new DuplicateScan(collection, pictures, DECODER, review).run(_ -> {});
  }

  /// The ids of each group, the best first.
  List<List<String>> groups() {
    DuplicateReview review = review();
    ScanProgress _ = scan(review);
    return review.groups(GroupFilter.all()).stream().map(DuplicatesFixture::ids).toList();
  }

  static List<String> ids(DuplicateGroup group) {
    return group.members().stream().map(GroupMember::id).toList();
  }

  static GroupFilter only(Stage stage) {
    return new GroupFilter(Optional.empty(), Optional.of(stage), Sureness.POSSIBLE);
  }

  @Override
  public void close() {
    library.close();
    store.close();
  }
}
