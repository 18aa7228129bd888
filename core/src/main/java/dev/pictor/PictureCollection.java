package dev.pictor;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.library.FailedFile;
import dev.pictor.library.IndexProgress;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.library.Uploads;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import dev.pictor.search.QueryPart;
import dev.pictor.search.SearchMatch;
import dev.pictor.search.SearchQuery;
import dev.pictor.search.SearchResult;
import dev.pictor.search.SearchService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// The pictures of one collection. A handle: cheap, thread-safe, valid until its [Pictor] is closed
/// or the collection deleted. What is written is durable and found as soon as a call returns.
///
/// Matches come best first, with their score, how far they can be trusted and their metadata; an
/// empty list says that nothing matches. Texts may be English or Chinese with the bundled model.
public final class PictureCollection {

  private static final int USUAL_LIMIT = 10;

  private final Pictor pictor;
  private final String name;

  PictureCollection(Pictor pictor, String name) {
    this.pictor = pictor;
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// The records beneath, with all that can be done with them.
  public VectorCollection records() {
    return pictor.catalog().get(name);
  }

  /// How many pictures there are.
  public long size() {
    return records().defaultNamespace().count(MetadataFilter.all());
  }

  /// Brings the collection in step with folders and all below them: new and changed pictures are
  /// encoded, others left alone, vanished ones forgotten. A picture's id is its path below the
  /// folder, of several folders with the folder's name before it. Files that cannot be read stop
  /// nothing, see [#failures].
  ///
  /// @param folders all of the collection's from now on; none for those of the last time
  /// @throws dev.pictor.error.NotFound when no folder is there and no picture known
  /// @throws dev.pictor.error.Conflict when a run over the same folders is under way
  public IndexProgress index(Path... folders) {
    return index(List.of(folders), _ -> {});
  }

  /// Indexes as [#index(Path...)] does.
  ///
  /// @param listener is told how far it is, some ten times a second at most, on this thread
  public IndexProgress index(List<Path> folders, Consumer<IndexProgress> listener) {
    try (ModelUse use = pictor.use(name)) {
      PhotoLibrary library =
          folders.isEmpty()
              ? pictor.libraries().get(name, use.embedder())
              : pictor.libraries().get(name, folders, use.embedder());
      return library.index(listener);
    }
  }

  /// Files that could not be indexed, and why.
  public List<FailedFile> failures() {
    return withLibrary((library, _) -> library.failures());
  }

  /// Adds a picture beside those of folders; its bytes are kept in the data folder.
  ///
  /// @return its id: the same bytes have the same
  /// @throws InvalidRequest when the file cannot be read or decoded
  public String add(Path picture) {
    byte[] bytes = read(picture);
    return withLibrary(
        (library, embedder) -> {
          ImageEmbedding embedded = embedder.image(bytes);
          String file = String.valueOf(picture.getFileName());
          return library
              .uploads()
              .add(Uploads.idOf(embedded), file, bytes, embedded, MetadataParser.parse(Map.of()))
              .id();
        });
  }

  /// Adds a picture under an id of one's own, in place of an added one that has it.
  ///
  /// @param picture encoded, as it is in a file
  /// @param metadata strings, numbers, booleans and lists of strings, to filter by
  /// @throws InvalidRequest when it cannot be decoded, or a field has the name of a library's own
  /// @throws dev.pictor.error.Conflict when a picture of a folder has the id
  public void add(String id, byte[] picture, Map<String, ?> metadata) {
    var fields = MetadataParser.parse(metadata);
    Uploads.requireFree(metadata.keySet());
    withLibrary(
        (library, embedder) ->
            library.uploads().add(id, "", picture, embedder.image(picture), fields));
  }

  /// Removes an added picture.
  ///
  /// @throws dev.pictor.error.NotFound when there is none
  /// @throws dev.pictor.error.Conflict when it lies in a folder, from which it would come back
  public void remove(String id) {
    withLibrary(
        (library, _) -> {
          library.uploads().remove(id);
          return id;
        });
  }

  /// The ten best matches of a text.
  public List<SearchMatch> search(String text) {
    return search(text, USUAL_LIMIT);
  }

  /// @param limit 1 to 1,000
  public List<SearchMatch> search(String text, int limit) {
    return search(new QueryPart.TextPart(text, 1), limit);
  }

  /// What looks like the picture in a file, which need not be in the collection.
  ///
  /// @param limit 1 to 1,000
  /// @throws InvalidRequest when the file cannot be read or decoded
  public List<SearchMatch> search(Path picture, int limit) {
    return search(read(picture), limit);
  }

  /// What looks like an encoded picture.
  ///
  /// @param limit 1 to 1,000
  /// @throws InvalidRequest when it cannot be decoded
  public List<SearchMatch> search(byte[] picture, int limit) {
    return search(new QueryPart.ImagePart(picture, 1), limit);
  }

  /// What looks like a picture of the collection, which is left out itself.
  ///
  /// @param limit 1 to 1,000
  /// @throws dev.pictor.error.NotFound when there is none
  public List<SearchMatch> searchLike(String id, int limit) {
    return search(new QueryPart.IdPart(id, 1), limit);
  }

  private List<SearchMatch> search(QueryPart part, int limit) {
    return search(new SearchQuery(List.of(part), MetadataFilter.all(), limit)).matches();
  }

  /// Several parts, weights, a filter, pages: all that a query can be.
  public SearchResult search(SearchQuery query) {
    try (ModelUse use = pictor.use(name)) {
      VectorCollection records = records();
      return new SearchService(use.embedder(), pictor.calibrator())
          .search(records, records.defaultNamespace(), query);
    }
  }

  /// The file of a picture.
  ///
  /// @throws dev.pictor.error.NotFound when there is none
  public Path file(String id) {
    return withLibrary((library, _) -> library.file(id));
  }

  /// A JPEG of a picture, made once and kept.
  ///
  /// @param longSide pixels of the longer side at most, 1 to 4,096
  /// @throws dev.pictor.error.NotFound when there is none
  public byte[] thumbnail(String id, int longSide) {
    return withLibrary((library, _) -> library.thumbnail(id, longSide));
  }

  private <R> R withLibrary(BiFunction<PhotoLibrary, Embedder, R> work) {
    try (ModelUse use = pictor.use(name)) {
      return work.apply(pictor.libraries().get(name, use.embedder()), use.embedder());
    }
  }

  private byte[] read(Path picture) {
    try {
      pictor.libraries().decoder().limits().checkBytes(Files.size(picture));
      return Files.readAllBytes(picture);
    } catch (IOException e) {
      throw new InvalidRequest(
          "picture: %s cannot be read, %s (expected: a file)".formatted(picture, e), e);
    }
  }
}
