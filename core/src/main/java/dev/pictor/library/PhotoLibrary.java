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
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Folders of photos and the collection that mirrors them. Thread-safe; one run at a time.
///
/// The collection's default namespace holds one record for each picture; its id is the picture's
/// path below the folder, in NFC. Records that no run made are left alone. A folder that cannot be
/// listed now keeps its records.
public final class PhotoLibrary implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(PhotoLibrary.class.getName());
  private static final int MAX_LONG_SIDE = 4096;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final LibrarySpec spec;
  private final VectorCollection collection;
  private final PictureIntake.Tools tools;
  private final Map<String, Metadata> extraMetadata;
  private final LibraryConfig config;
  private final FailureList failures;
  private final Uploads uploads;
  private final ThumbnailCache thumbnails;
  private final Thumbnailer thumbnailer;
  private final AtomicReference<@Nullable IndexRun> running = new AtomicReference<>();
  private final ReentrantLock oneRun = new ReentrantLock();
  private volatile IndexProgress finished = ProgressMeter.none();
  private volatile boolean closed;

  private PhotoLibrary(
      LibrarySpec spec,
      VectorCollection collection,
      PictureIntake.Tools tools,
      Map<String, Metadata> extraMetadata,
      LibraryConfig config) {
    this.spec = spec;
    this.collection = collection;
    this.tools = tools;
    this.extraMetadata = Map.copyOf(extraMetadata);
    this.config = config;
    this.failures = FailureList.open(spec.stateFolder());
    this.uploads = new Uploads(new UploadedFiles(spec.stateFolder()), collection);
    this.thumbnails =
        new ThumbnailCache(spec.stateFolder().resolve("thumbnails"), config.thumbnailBytes());
    this.thumbnailer = new Thumbnailer(tools.decoder());
  }

  /// Opens with [LibraryConfig#defaults()].
  ///
  /// @param extraMetadata further columns by file name or id, as [MetadataTable#read] gives them;
  ///   rows of the library's own table come first
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
    ExtraColumns columns = ExtraColumns.of(extraMetadata, formerColumns(spec));
    PhotoLibrary library = new PhotoLibrary(spec, collection, tools, extraMetadata, config);
    RememberedLibrary.of(spec, columns.names()).write(spec.stateFolder());
    return library;
  }

  private static Set<String> formerColumns(LibrarySpec spec) {
    return RememberedLibrary.read(spec.stateFolder())
        .map(RememberedLibrary::columns)
        .orElse(Set.of());
  }

  /// Folders and table of the library that was opened last with this state folder.
  public static Optional<LibrarySpec> remembered(Path stateFolder) {
    return RememberedLibrary.read(stateFolder)
        .map(kept -> new LibrarySpec(kept.folders(), stateFolder, kept.table(), kept.exclude()));
  }

  public LibrarySpec spec() {
    return spec;
  }

  /// What is passed over, by the library's patterns and those of all libraries.
  public Exclusions exclusions() {
    return Exclusions.of(config.exclude(), spec.exclude());
  }

  /// Whether its pictures are encoded by this very embedder.
  public boolean uses(Embedder embedder) {
    return tools.embedder().equals(embedder);
  }

  /// Brings the collection in step with the folders and returns the last progress. May be
  /// interrupted ([#interrupt()], the thread's interrupt, or the process killed) at any moment; the
  /// next run goes on where this one was.
  ///
  /// @param listener called at most some ten times a second, and at the end, on this thread; what
  ///   it is told is durable
  /// @throws InvalidRequest when the library's table cannot be read, naming file, line and column
  /// @throws dev.pictor.error.Conflict when a run is under way, or the collection's vectors are of
  ///   another model
  /// @throws NotFound when no folder is there and no picture known
  /// @throws Unavailable when no folder is there but pictures of it are known (nothing is removed),
  ///   when a folder goes away during the run, or when closing
  public IndexProgress index(Consumer<IndexProgress> listener) {
    return index(new Scope.Everything(), listener);
  }

  /// Looks only where something may have changed; else as [#index(Consumer)]. When a folder of the
  /// library is away, it looks everywhere.
  public IndexProgress index(Scope scope, Consumer<IndexProgress> listener) {
    collection.requireModel(tools.embedder().model().name(), tools.embedder().fingerprint());
    if (oneRun.isHeldByCurrentThread() || !oneRun.tryLock()) {
      throw new Conflict(
          "index: a run is under way (expected: none, collection: %s). Wait for it or interrupt it."
              .formatted(collection.name()));
    }
    try {
      ExtraColumns extras = columns();
      Places places = Places.of(scope, tools.roots(), collection.spec().schema());
      IndexRun run =
          new IndexRun(
              tools, new IndexRun.Looks(places, exclusions()), extras, failures, config, listener);
      running.set(run);
      if (closed) {
        throw new Unavailable("library: closing");
      }
      try {
        IndexProgress last = run.run(spec.stateFolder());
        if (places.whole() && last.phase() == IndexProgress.Phase.FINISHED) {
          RememberedLibrary.of(spec, extras.ownNames()).write(spec.stateFolder());
        }
        return last;
      } finally {
        finished = run.progress();
      }
    } finally {
      running.set(null);
      oneRun.unlock();
    }
  }

  /// The present columns, remembered before the first record gets one.
  private ExtraColumns columns() {
    Map<String, Metadata> rows = new HashMap<>(extraMetadata);
    spec.table().ifPresent(table -> rows.putAll(MetadataTable.read(table)));
    ExtraColumns columns = ExtraColumns.of(rows, formerColumns(spec));
    RememberedLibrary.of(spec, columns.names()).write(spec.stateFolder());
    return columns;
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

  /// Where the file of a picture in a folder lies or would lie.
  ///
  /// @throws Conflict when the id names no place in a folder of this library, or that folder is
  ///   away
  public Path place(String id) {
    return tools
        .roots()
        .rootOf(id)
        .filter(root -> Files.isDirectory(root.folder()))
        .flatMap(_ -> tools.roots().resolve(id))
        .orElseThrow(
            () ->
                new Conflict(
                    "picture: %s has no place (expected: in one of %s, and the folder is there)"
                        .formatted(id, spec.folders())));
  }

  private Path fileOf(VectorRecord record) {
    Optional<Path> file =
        UploadedFiles.has(record.metadata())
            ? uploads.file(record)
            : tools.roots().resolve(record.id());
    return file.filter(this::isPicture)
        .orElseThrow(
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
          "file of picture: %s cannot be read: %s"
              .formatted(record.id(), FileFailures.of(unread).sentence()),
          unread);
    }
  }

  /// Pictures that clients have sent.
  public Uploads uploads() {
    return uploads;
  }

  /// Makes the records of a folder independent of it: they stay when it is taken out of the
  /// library, and have no file any more.
  public void release(Path folder) {
    tools.roots().list().stream()
        .filter(root -> root.folder().equals(folder.toAbsolutePath().normalize()))
        .forEach(root -> ReleasedRecords.release(tools.records(), root.prefix()));
  }

  /// Interrupts a run, waits until it has ended, and frees what this library holds; embedder and
  /// collection stay open. A run that hangs in a disk is left alone after ten seconds.
  @Override
  public void close() {
    closed = true;
    interrupt();
    thumbnails.close();
    if (!oneRun.isHeldByCurrentThread()) {
      awaitRun();
    }
  }

  private void awaitRun() {
    try {
      if (oneRun.tryLock(STOP_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        oneRun.unlock();
      } else {
        LOG.log(System.Logger.Level.WARNING, "run did not stop folders=" + spec.folders());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
