package dev.pictor;

import dev.pictor.clip.ComputeDevice;
import dev.pictor.clip.Embedder;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.InvalidRequest;
import dev.pictor.files.DataFolder;
import dev.pictor.image.PictureDecoder;
import dev.pictor.library.CollectionModels;
import dev.pictor.search.Calibrator;
import dev.pictor.store.LuceneStore;
import dev.pictor.transfer.Checkpoints;
import dev.pictor.vector.Embedding;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Pictures found by meaning, in this process. Thread-safe; one for each data folder.
///
/// ```java
/// try (Pictor pictor = Pictor.open(Path.of("data"))) {
///   PictureCollection photos = pictor.collection("photos");
///   photos.index(Path.of("/home/me/Pictures"));
///   photos.search("a dog on the beach").forEach(System.out::println);
/// }
/// ```
///
/// The folder is laid out as a server's, so both may use it in turn. The process must be started
/// with `--add-modules jdk.incubator.vector` to search fast, and with
/// `--enable-native-access=ALL-UNNAMED` to do so without warnings.
public final class Pictor implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Pictor.class.getName());

  private final PictorConfig config;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>(); // last opened first
  private final CollectionCatalog catalog;
  private final LoadedModels models;
  private final OpenLibraries libraries;
  private final Calibrator calibrator;

  private Pictor(PictorConfig config) {
    this.config = config;
    try {
      DataFolder data = keep(DataFolder.open(config.data()));
      this.catalog = new CollectionCatalog(keep(LuceneStore.open(data.store())));
      catalog.onDelete(new Checkpoints(data.transfers())::forget);
      PictureDecoder decoder = new PictureDecoder(config.pictures());
      this.models = keep(openModels(data, config, decoder));
      this.libraries = keep(new OpenLibraries(catalog, decoder, data::library, config.libraries()));
      this.calibrator = new Calibrator(Optional.of(data.backgrounds()));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /// Opens a data folder with the bundled model.
  ///
  /// @throws dev.pictor.error.Conflict when another process has it open, or this one
  /// @throws InvalidRequest when the folder cannot be written, or the bundled model is not on the
  ///   class path
  /// @throws dev.pictor.error.CorruptStore naming the file that cannot be read
  public static Pictor open(Path data) {
    return open(PictorConfig.of(data));
  }

  /// Opens as [#open(Path)] does. No model is loaded before its first use.
  public static Pictor open(PictorConfig config) {
    return new Pictor(config);
  }

  private static LoadedModels openModels(
      DataFolder data, PictorConfig config, PictureDecoder decoder) {
    ModelCatalog installed =
        ModelCatalog.onClassPath().withInstalled(data.path().resolve(DataFolder.MODELS));
    String model =
        installed
            .called(config.model())
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "model: %s is not installed (installed: %s). The artefact pictor-model-pocket brings `%s`; `pictor models pull` fetches others into the data folder."
                            .formatted(
                                config.model(),
                                String.join(", ", installed.names()),
                                PictorConfig.BUNDLED_MODEL)));
    return new LoadedModels(
        installed,
        new LoadedModels.Machine(
            decoder,
            config.embedder(),
            ComputeDevice.processor(config.embedder().threads()),
            config.memory()),
        new LoadedModels.Choice(model, Map.of(), Map.of()));
  }

  private <T extends AutoCloseable> T keep(T part) {
    opened.push(part);
    return part;
  }

  public PictorConfig config() {
    return config;
  }

  /// Names of all collections, in order.
  public List<String> collections() {
    return catalog.list().stream().map(VectorCollection::name).toList();
  }

  /// A collection of pictures; created for the configured model when it is missing.
  ///
  /// @param name 1 to 45 of `a-z 0-9 -`, neither first nor last a hyphen
  /// @throws dev.pictor.error.Conflict when its vectors are of a model that is not installed, or of
  ///   none that is known
  /// @throws dev.pictor.error.BrokenModel when the model cannot be loaded
  public PictureCollection collection(String name) {
    try (ModelUse use = use(name)) {
      libraries.prepare(name, use.embedder());
      return new PictureCollection(this, name);
    }
  }

  /// Deletes a collection with its thumbnails and added pictures; folders that were indexed stay.
  ///
  /// @throws dev.pictor.error.NotFound when there is none
  /// @throws dev.pictor.error.Conflict when it is protected from deletion
  public void delete(String collection) {
    libraries.delete(collection);
  }

  /// The vector of a text, of length 1, by the configured model.
  ///
  /// @throws dev.pictor.error.Overloaded when too many wait; see [#models] for the limits
  public Embedding embed(String text) {
    return withModel(embedder -> embedder.text(text).embedding());
  }

  /// The vector of an encoded picture, of length 1, by the configured model.
  ///
  /// @throws InvalidRequest when it cannot be decoded
  /// @throws dev.pictor.error.Overloaded when too many wait
  public Embedding embed(byte[] picture) {
    return withModel(embedder -> embedder.image(picture).embedding());
  }

  /// Lets `work` have the configured model while it runs.
  ///
  /// @throws dev.pictor.error.BrokenModel when it cannot be loaded
  public <R> R withModel(Function<Embedder, R> work) {
    try (ModelUse use = models.use()) {
      return work.apply(use.embedder());
    }
  }

  /// The collections with all that can be done with them, also those without pictures.
  public CollectionCatalog catalog() {
    return catalog;
  }

  /// The models, loaded or not.
  public LoadedModels models() {
    return models;
  }

  OpenLibraries libraries() {
    return libraries;
  }

  Calibrator calibrator() {
    return calibrator;
  }

  /// The model of a collection's vectors, to be closed after use.
  ModelUse use(String collection) {
    return models.use(CollectionModels.nameFor(catalog, models, collection));
  }

  /// Stops indexing, waits for what is under way, and lets the folder go. Closing twice does
  /// nothing.
  @Override
  public synchronized void close() {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) { // the others must be closed all the same
        LOG.log(
            System.Logger.Level.ERROR,
            "part did not close type=" + part.getClass().getSimpleName(),
            e);
      }
    }
  }
}
