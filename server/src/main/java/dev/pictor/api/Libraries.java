package dev.pictor.api;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.image.PictureDecoder;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// The photo libraries that are open, by the name of their collection. Thread-safe.
public final class Libraries implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Libraries.class.getName());

  private final CollectionCatalog catalog;
  private final PictureDecoder decoder;
  private final Function<String, Path> stateFolder;
  private final Map<String, PhotoLibrary> open = new ConcurrentHashMap<>();

  /// @param stateFolder where the library of a collection keeps its own files
  public Libraries(
      CollectionCatalog catalog, PictureDecoder decoder, Function<String, Path> stateFolder) {
    this.catalog = catalog;
    this.decoder = decoder;
    this.stateFolder = stateFolder;
  }

  public Optional<PhotoLibrary> find(String collection) {
    return Optional.ofNullable(open.get(collection));
  }

  /// @throws NotFound when the collection has no folders
  public PhotoLibrary get(String collection) {
    return find(collection)
        .orElseThrow(
            () ->
                new NotFound(
                    "library: none (expected: a collection with folders, collection: %s). Start one: POST /api/v1/jobs {\"type\": \"index\", \"collection\": \"%s\", \"folders\": [\"/path\"]}"
                        .formatted(collection, collection)));
  }

  /// The table whose columns the pictures of a collection have, as far as it is remembered.
  public Optional<Path> table(String collection) {
    return PhotoLibrary.remembered(stateFolder.apply(collection)).flatMap(LibrarySpec::table);
  }

  /// Opens the library of a collection over `folders`, replacing the one that is open; the
  /// collection is created for the model when it is missing.
  ///
  /// @param table of the pictures' further columns; columns of another one go at the next run
  /// @throws dev.pictor.error.Conflict when the collection belongs to another model
  public synchronized PhotoLibrary open(
      String collection, List<Path> folders, Optional<Path> table, Embedder embedder) {
    VectorCollection target =
        catalog
            .find(collection)
            .orElseGet(
                () ->
                    catalog.create(
                        new CollectionSpec(
                            collection,
                            embedder.model().dimension(),
                            Similarity.COSINE,
                            new ModelBinding.Bound(
                                embedder.model().name(), embedder.fingerprint()))));
    target.requireModel(embedder.model().name(), embedder.fingerprint());
    LibrarySpec spec = new LibrarySpec(folders, stateFolder.apply(collection), table);
    drop(collection);
    PhotoLibrary library = PhotoLibrary.open(spec, target, embedder, decoder, Map.of());
    open.put(collection, library);
    return library;
  }

  /// Opens the libraries of earlier runs, so that their pictures can be shown and indexed again.
  /// One that cannot be opened is logged and left out.
  public synchronized void reopen(Embedder embedder) {
    for (VectorCollection collection : catalog.list()) {
      String name = collection.name();
      PhotoLibrary.remembered(stateFolder.apply(name))
          .ifPresent(
              spec -> {
                try {
                  open(name, spec.folders(), spec.table(), embedder);
                } catch (ServiceException e) {
                  LOG.log(
                      Level.WARNING,
                      "library is not opened collection=%s reason=%s".formatted(name, e.reason()));
                }
              });
    }
  }

  /// Closes the library of a collection, if there is one.
  synchronized void drop(String collection) {
    PhotoLibrary library = open.remove(collection);
    if (library != null) {
      library.close();
    }
  }

  @Override
  public synchronized void close() {
    List.copyOf(open.keySet()).forEach(this::drop);
  }
}
