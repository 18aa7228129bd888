package dev.pictor.library;

import dev.pictor.clip.Embedder;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.image.PictureDecoder;
import dev.pictor.image.PictureFormat;
import dev.pictor.image.Thumbnailer;
import dev.pictor.metadata.Metadata;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Folders of photos and the collection that mirrors them. Thread-safe; one run at a time.
///
/// The collection's default namespace holds one record for each picture; its id is the picture's
/// path below the folder, in NFC. Records that no run made are left alone. A folder that cannot be
/// listed now keeps its records.
public final class PhotoLibrary implements AutoCloseable {

  private static final int MAX_LONG_SIDE = 4096;

  private final LibrarySpec spec;
  private final VectorCollection collection;
  private final PictureIntake.Tools tools;
  private final ExtraColumns extras;
  private final LibraryConfig config;
  private final FailureList failures;
  private final ThumbnailCache thumbnails;
  private final Thumbnailer thumbnailer;
  private final AtomicReference<@Nullable IndexRun> running = new AtomicReference<>();
  private volatile IndexProgress finished = ProgressMeter.none();
  private volatile boolean closed;

  private PhotoLibrary(
      LibrarySpec spec,
      VectorCollection collection,
      PictureIntake.Tools tools,
      ExtraColumns extras,
      LibraryConfig config) {
    this.spec = spec;
    this.collection = collection;
    this.tools = tools;
    this.extras = extras;
    this.config = config;
    this.failures = FailureList.open(spec.stateFolder());
    this.thumbnails =
        new ThumbnailCache(spec.stateFolder().resolve("thumbnails"), config.thumbnailBytes());
    this.thumbnailer = new Thumbnailer(tools.decoder());
  }

  /// Opens with [LibraryConfig#defaults()].
  ///
  /// @param extraMetadata columns of the user's own table by file name or id, see [MetadataTable]
  /// @throws InvalidRequest when folders overlap, or a column has the name of a field that every
  ///   picture has
  public static PhotoLibrary open(
      LibrarySpec spec,
      VectorCollection collection,
      Embedder embedder,
      PictureDecoder decoder,
      Map<String, Metadata> extraMetadata) {
    return open(spec, collection, embedder, decoder, extraMetadata, LibraryConfig.defaults());
  }

  /// Opens as [#open(LibrarySpec, VectorCollection, Embedder, PictureDecoder, Map)] does.
  public static PhotoLibrary open(
      LibrarySpec spec,
      VectorCollection collection,
      Embedder embedder,
      PictureDecoder decoder,
      Map<String, Metadata> extraMetadata,
      LibraryConfig config) {
    PictureReader reader =
        new PictureReader(decoder.limits(), config.readRetryPause(), PictureReader::openFile);
    return open(spec, collection, embedder, decoder, extraMetadata, config, reader);
  }

  @SuppressWarnings("TooManyParameters")
  static PhotoLibrary open(
      LibrarySpec spec,
      VectorCollection collection,
      Embedder embedder,
      PictureDecoder decoder,
      Map<String, Metadata> extraMetadata,
      LibraryConfig config,
      PictureReader reader) {
    PictureIntake.Tools tools =
        new PictureIntake.Tools(
            LibraryRoots.of(spec.folders()),
            collection.defaultNamespace(),
            embedder,
            decoder,
            reader);
    PhotoLibrary library =
        new PhotoLibrary(spec, collection, tools, ExtraColumns.of(extraMetadata), config);
    RememberedFolders.write(spec);
    return library;
  }

  /// The folders of the library that was opened last with this state folder.
  public static Optional<List<Path>> rememberedFolders(Path stateFolder) {
    return RememberedFolders.read(stateFolder);
  }

  public LibrarySpec spec() {
    return spec;
  }

  /// Brings the collection in step with the folders and returns the last progress. May be
  /// interrupted ([#interrupt()], the thread's interrupt, or the process killed) at any moment; the
  /// next run goes on where this one was.
  ///
  /// @param listener called at most some ten times a second, and at the end, on this thread; what
  ///   it is told is durable
  /// @throws dev.pictor.error.Conflict when a run is under way, or the collection's vectors are of
  ///   another model
  /// @throws NotFound when no folder is there and no picture known
  /// @throws Unavailable when no folder is there but pictures of it are known (nothing is removed),
  ///   when a folder goes away during the run, or when closing
  public IndexProgress index(Consumer<IndexProgress> listener) {
    collection.requireModel(tools.embedder().model().name(), tools.embedder().fingerprint());
    IndexRun run = new IndexRun(tools, extras, failures, config, listener);
    if (!running.compareAndSet(null, run)) {
      throw new Conflict(
          "index: a run is under way (expected: none, collection: %s). Wait for it or interrupt it."
              .formatted(collection.name()));
    }
    try {
      if (closed) {
        throw new Unavailable("library: closing");
      }
      return run.run(spec.stateFolder());
    } finally {
      finished = run.progress();
      running.set(null);
    }
  }

  /// Asks the run under way to stop; it does within about a second and keeps what is done.
  public void interrupt() {
    IndexRun run = running.get();
    if (run != null) {
      run.interrupt();
    }
  }

  /// The run under way, or the last one; finished and all zero before the first.
  public IndexProgress progress() {
    IndexRun run = running.get();
    return run == null ? finished : run.progress();
  }

  /// Files that could not be indexed, by id. A folder that could not be listed is there with a `/`
  /// at its end.
  public List<FailedFile> failures() {
    return failures.files();
  }

  /// The file of an indexed picture. Never a file outside of the folders that a request made up:
  /// only ids of records are looked for, and only pictures found.
  ///
  /// @throws dev.pictor.error.NotFound when the id names no indexed picture inside the folders
  public Path file(String id) {
    return fileOf(record(id));
  }

  private Path fileOf(VectorRecord record) {
    Optional<Path> file = tools.roots().resolve(record.id()).filter(this::isPicture);
    return file.orElseThrow(
        () ->
            new NotFound(
                "file of picture: %s (expected: a picture in %s)"
                    .formatted(record.id(), spec.folders())));
  }

  /// Links may lead out of the folders; what is no picture is not handed out.
  private boolean isPicture(Path file) {
    try {
      return Files.isRegularFile(file)
          && PictureFormat.detect(tools.reader().head(file)).isPresent();
    } catch (IOException unreadable) {
      return false;
    }
  }

  private VectorRecord record(String id) {
    return tools.records().fetch(List.of(id)).stream()
        .findFirst()
        .orElseThrow(
            () ->
                new NotFound(
                    "picture: %s (expected: the id of a picture in collection %s)"
                        .formatted(id, collection.name())));
  }

  /// A JPEG whose longer side is at most `longSide` pixels (1 to 4096), made once and cached.
  ///
  /// @throws dev.pictor.error.NotFound when there is no such picture
  public byte[] thumbnail(String id, int longSide) {
    if (longSide < 1 || longSide > MAX_LONG_SIDE) {
      throw new InvalidRequest("size: %d (expected: 1 to %d)".formatted(longSide, MAX_LONG_SIDE));
    }
    VectorRecord record = record(id);
    String sha256 = record.metadata().text(PictureFields.SHA256).orElse("");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw new NotFound("file of picture: %s (expected: a picture of the folders)".formatted(id));
    }
    return thumbnails.get(sha256, longSide, () -> thumbnailer.jpeg(bytesOf(record), longSide));
  }

  private byte[] bytesOf(VectorRecord record) {
    Path file = fileOf(record);
    try {
      long bytes = Files.size(file);
      if (bytes > tools.decoder().limits().maxBytes()) {
        throw new NotFound(
            "file of picture: %s (it has grown to %,d bytes)".formatted(record.id(), bytes));
      }
      return Files.readAllBytes(file);
    } catch (IOException unread) {
      throw new NotFound(
          "file of picture: %s cannot be read: %s".formatted(record.id(), ReadReason.of(unread)),
          unread);
    }
  }

  /// Interrupts a run and frees what this library holds; embedder and collection stay open.
  @Override
  public void close() {
    closed = true;
    interrupt();
    thumbnails.close();
  }
}
