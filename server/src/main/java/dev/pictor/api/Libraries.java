package dev.pictor.api;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.files.Folders;
import dev.pictor.image.PictureDecoder;
import dev.pictor.library.CollectionModels;
import dev.pictor.library.LibraryConfig;
import dev.pictor.library.LibrarySpec;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.ModelBinding;
import dev.pictor.vector.Similarity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// The photo libraries that are open, by the name of their collection. Thread-safe.
public final class Libraries implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Libraries.class.getName());

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private volatile boolean borrowed;
  private final CollectionCatalog catalog;
  private final PictureDecoder decoder;
  private final Function<String, Path> stateFolder;
  private final LibraryConfig config;
  private final Map<String, PhotoLibrary> open = new ConcurrentHashMap<>();
  private final Map<String, Expected> expected = new ConcurrentHashMap<>();
  private final Set<String> configured = ConcurrentHashMap.newKeySet();
  private volatile Listener listener = Listener.NONE;

  /// Is told what becomes of libraries.
  public interface Listener {
    Listener NONE =
        new Listener() {
          @Override
          public void opened(String collection, PhotoLibrary library) {}

          @Override
          public void gone(String collection) {}
        };

    /// Opened, perhaps anew.
    void opened(String collection, PhotoLibrary library);

    /// Forgotten, with its collection.
    void gone(String collection);
  }

  /// A library that opens once its model is ready.
  ///
  /// @param settled completes when it is open or cannot be opened
  private record Expected(List<Path> folders, CompletableFuture<Boolean> settled) {}

  /// @param stateFolder where the library of a collection keeps its own files
  public Libraries(
      CollectionCatalog catalog,
      PictureDecoder decoder,
      Function<String, Path> stateFolder,
      LibraryConfig config) {
    this.catalog = catalog;
    this.decoder = decoder;
    this.stateFolder = stateFolder;
    this.config = config;
  }

  /// Has `newListener` told of libraries from now on.
  public void listen(Listener newListener) {
    listener = newListener;
  }

  /// Whether the folders of a collection are those of the server's settings.
  boolean isConfigured(String collection) {
    return configured.contains(collection);
  }

  Path stateFolder(String collection) {
    return stateFolder.apply(collection);
  }

  /// With the limits that hold for all pictures here.
  PictureDecoder decoder() {
    return decoder;
  }

  public Optional<PhotoLibrary> find(String collection) {
    return Optional.ofNullable(open.get(collection));
  }

  /// Waits for a library that is being opened.
  ///
  /// @throws NotFound when the collection has no folders
  /// @throws Unavailable when opening takes too long
  public PhotoLibrary get(String collection) {
    Expected coming = expected.get(collection);
    if (coming != null) {
      await(collection, coming);
    }
    return find(collection).orElseThrow(() -> none(collection));
  }

  private static NotFound none(String collection) {
    return new NotFound(
        "library: none (expected: a collection with folders, collection: %s). Start one: POST /api/v1/jobs {\"type\": \"index\", \"collection\": \"%s\", \"folders\": [\"/path\"]}"
            .formatted(collection, collection));
  }

  /// @throws NotFound when the library of a collection has none
  List<Path> foldersOf(String collection) {
    List<Path> folders = get(collection).spec().folders();
    if (folders.isEmpty()) {
      throw none(collection);
    }
    return folders;
  }

  /// What a library is or was; without folders when there is none.
  LibrarySpec specOf(String collection) {
    return remembered(collection)
        .orElseGet(() -> new LibrarySpec(List.of(), stateFolder.apply(collection)));
  }

  private static void await(String collection, Expected coming) {
    try {
      boolean _ = coming.settled().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Unavailable(
          "library: %s is being opened (expected: an open one). Try again.".formatted(collection),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("library: %s, waiting was interrupted".formatted(collection), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("nobody completes it so", e);
    }
  }

  /// The folders of a library that is not open yet; empty when it is open, or when there is none.
  Optional<List<Path>> opening(String collection) {
    return Optional.ofNullable(expected.get(collection)).map(Expected::folders);
  }

  /// Has all collections have pictures, which another server lends.
  public void borrowPictures() {
    borrowed = true;
  }

  /// Whether the collection has pictures, in a library that is open or being opened, or elsewhere.
  boolean has(String collection) {
    return borrowed || open.containsKey(collection) || expected.containsKey(collection);
  }

  /// Announces the libraries of earlier runs, which [#reopen] will open.
  public void expectRemembered() {
    for (VectorCollection collection : catalog.list()) {
      PhotoLibrary.remembered(stateFolder.apply(collection.name()))
          .ifPresent(spec -> expect(collection.name(), spec.folders()));
    }
  }

  /// Announces a library before its model is ready, so that it is seen from the start; its
  /// collection is created, without a model, when it is missing.
  public synchronized void expect(String collection, List<Path> folders, int dimension) {
    if (catalog.find(collection).isEmpty()) {
      catalog.create(
          new CollectionSpec(
              collection, dimension, Similarity.COSINE, new ModelBinding.Unattested()));
    }
    configured.add(collection);
    expect(collection, folders);
  }

  private void expect(String collection, List<Path> folders) {
    expected.put(collection, new Expected(List.copyOf(folders), new CompletableFuture<>()));
  }

  /// Ends the waiting for a library, which is open now or will not be.
  public void settle(String collection) {
    Expected coming = expected.remove(collection);
    if (coming != null) {
      coming.settled().complete(true);
    }
  }

  /// Ends the waiting for all libraries.
  public void settleAll() {
    List.copyOf(expected.keySet()).forEach(this::settle);
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
  public PhotoLibrary open(
      String collection, List<Path> folders, Optional<Path> table, Embedder embedder) {
    List<String> exclude = specOf(collection).exclude();
    return open(
        collection,
        new LibrarySpec(folders, stateFolder.apply(collection), table, exclude),
        embedder);
  }

  /// Opens as the other one does.
  synchronized PhotoLibrary open(String collection, LibrarySpec spec, Embedder embedder) {
    VectorCollection target = CollectionModels.collectionFor(catalog, collection, embedder);
    target.requireModel(embedder.model().name(), embedder.fingerprint());
    drop(collection);
    PhotoLibrary library = PhotoLibrary.open(spec, target, embedder, decoder, Map.of(), config);
    open.put(collection, library);
    settle(collection);
    listener.opened(collection, library);
    return library;
  }

  /// The library of a collection, opened anew when its embedder was freed meanwhile.
  ///
  /// @throws NotFound when it has none
  synchronized PhotoLibrary current(String collection, Embedder embedder) {
    PhotoLibrary library = find(collection).orElseThrow(() -> none(collection));
    return library.uses(embedder) ? library : open(collection, library.spec(), embedder);
  }

  /// The library of a collection; one without folders when it has none.
  synchronized PhotoLibrary currentOrNew(String collection, Embedder embedder) {
    return open.containsKey(collection)
        ? current(collection, embedder)
        : open(collection, specOf(collection), embedder);
  }

  /// Folders and table of a collection's library, open or not; empty when it has none.
  Optional<LibrarySpec> remembered(String collection) {
    return PhotoLibrary.remembered(stateFolder.apply(collection));
  }

  /// Opens the libraries of earlier runs, so that their pictures can be shown and indexed again.
  /// One that cannot be opened is logged and left out.
  ///
  /// @param models the model of each collection
  /// @param others are left to those who open them
  public void reopen(Function<String, ModelUse> models, Set<String> others) {
    expected.forEach(
        (name, coming) -> {
          if (!others.contains(name)) {
            reopen(name, coming.folders(), models);
          }
        });
  }

  /// Opens the library of a collection whose model has changed.
  ///
  /// @param embedder of the present model
  synchronized void renew(String collection, Embedder embedder) {
    Optional<LibrarySpec> spec = find(collection).map(PhotoLibrary::spec);
    spec.ifPresent(
        known -> {
          PhotoLibrary _ = open(collection, known, embedder);
        });
  }

  private void reopen(String name, List<Path> folders, Function<String, ModelUse> models) {
    try (ModelUse use = models.apply(name)) {
      reopen(name, folders, use.embedder());
    } catch (ServiceException e) {
      LOG.log(
          Level.WARNING,
          "library is not opened collection=%s reason=%s".formatted(name, e.reason()));
    } finally {
      settle(name);
    }
  }

  private synchronized void reopen(String name, List<Path> folders, Embedder embedder) {
    if (!open.containsKey(name)) { // else opened by a request meanwhile, and perhaps being indexed
      PhotoLibrary _ = open(name, folders, table(name), embedder);
    }
  }

  /// Ends the library of a collection, with its own files, once `end` has ended the collection.
  synchronized void forget(String collection, Runnable end) {
    listener.gone(collection);
    drop(collection);
    end.run();
    Path folder = stateFolder.apply(collection);
    try {
      if (Files.exists(folder)) {
        Folders.delete(folder);
      }
    } catch (IOException | UncheckedIOException e) {
      LOG.log(Level.WARNING, "files of a library stay folder=" + folder, e);
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
