package dev.pictor;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Unavailable;
import dev.pictor.files.Folders;
import dev.pictor.image.PictureDecoder;
import dev.pictor.library.CollectionModels;
import dev.pictor.library.LibraryConfig;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// The photo libraries that are open, by the name of their collection. Thread-safe.
final class OpenLibraries implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(OpenLibraries.class.getName());

  private final CollectionCatalog catalog;
  private final PictureDecoder decoder;
  private final Function<String, Path> stateFolder;
  private final LibraryConfig config;
  private final Map<String, PhotoLibrary> open = new HashMap<>(); // guarded by this
  private boolean closed; // guarded by this

  /// @param stateFolder where the library of a collection keeps its own files
  OpenLibraries(
      CollectionCatalog catalog,
      PictureDecoder decoder,
      Function<String, Path> stateFolder,
      LibraryConfig config) {
    this.catalog = catalog;
    this.decoder = decoder;
    this.stateFolder = stateFolder;
    this.config = config;
  }

  PictureDecoder decoder() {
    return decoder;
  }

  /// Makes the collection when it is missing, and checks that its vectors are of this model.
  synchronized void prepare(String collection, Embedder embedder) {
    VectorCollection target = CollectionModels.collectionFor(catalog, collection, embedder);
    target.requireModel(embedder.model().name(), embedder.fingerprint());
  }

  /// The library as it was last, opened anew when its embedder was freed meanwhile.
  synchronized PhotoLibrary get(String collection, Embedder embedder) {
    PhotoLibrary library = open.get(collection);
    return library != null && library.uses(embedder)
        ? library
        : open(collection, spec(collection), embedder);
  }

  /// The library over these folders from now on; interrupts a run over others.
  synchronized PhotoLibrary get(String collection, List<Path> folders, Embedder embedder) {
    LibrarySpec wanted = spec(collection).withFolders(folders);
    PhotoLibrary library = open.get(collection);
    return library != null && library.uses(embedder) && library.spec().equals(wanted)
        ? library
        : open(collection, wanted, embedder);
  }

  private LibrarySpec spec(String collection) {
    Path state = stateFolder.apply(collection);
    return PhotoLibrary.remembered(state).orElseGet(() -> new LibrarySpec(List.of(), state));
  }

  private PhotoLibrary open(String collection, LibrarySpec spec, Embedder embedder) {
    if (closed) {
      throw new Unavailable("library: closing");
    }
    prepare(collection, embedder);
    drop(collection);
    PhotoLibrary library =
        PhotoLibrary.open(spec, catalog.get(collection), embedder, decoder, Map.of(), config);
    open.put(collection, library);
    return library;
  }

  /// Deletes a collection with the library's own files.
  synchronized void delete(String collection) {
    if (!catalog.damaged().containsKey(collection)) {
      catalog.get(collection).spec().requireDeletable();
    }
    drop(collection);
    catalog.delete(collection);
    Path folder = stateFolder.apply(collection);
    try {
      if (Files.exists(folder)) {
        Folders.delete(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.WARNING, "files of a library stay folder=" + folder, e);
    }
  }

  private void drop(String collection) {
    PhotoLibrary library = open.remove(collection);
    if (library != null) {
      library.close();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    List.copyOf(open.keySet()).forEach(this::drop);
  }
}
