package dev.pictor.transfer;

import dev.pictor.collection.Namespace;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.files.Folders;
import dev.pictor.store.Page;
import dev.pictor.store.VectorRecord;
import dev.pictor.transfer.TransferProgress.Phase;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes the records of a collection with all that they are: ids, namespaces, vectors bit for bit,
/// sparse values, metadata, and which model made them. Used once, by one thread; another may
/// interrupt it.
///
/// Records come namespace by namespace in the order of their ids. Of those that are written
/// meanwhile some are in it and some are not.
public final class CollectionExport {

  private static final int PAGE_NUMBERS = 1 << 20; // of vectors, 4 MB
  private static final int MOST_RECORDS = 1000;

  /// Ends a file that shall not be.
  private static final class Stopped extends IOException {}

  private final VectorCollection collection;
  private final ExportSpec spec;
  private volatile boolean stopped;

  public CollectionExport(VectorCollection collection, ExportSpec spec) {
    this.collection = collection;
    this.spec = spec;
  }

  /// It ends soon after, without a file.
  public void interrupt() {
    stopped = true;
  }

  /// Writes a file, which has its name once it is whole and on the disk.
  ///
  /// @param file in a folder that is there
  /// @param overwrite whether a file of this name may be replaced
  /// @throws Conflict when it may not
  /// @throws NotFound when the namespace or the folder is not there
  /// @throws Unavailable when the disk does not take it
  public TransferProgress toFile(
      Path file, boolean overwrite, Consumer<TransferProgress> listener) {
    FileFormat format = FileFormat.of(file);
    requireFree(file, overwrite);
    Path folder = folderOf(file);
    TransferMeter meter = new TransferMeter(listener, 0, 0);
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      try (FileChannel channel =
              FileChannel.open(
                  unfinished,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.TRUNCATE_EXISTING,
                  StandardOpenOption.WRITE);
          OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16)) {
        write(out, format, meter);
        out.flush();
        channel.force(true);
      }
      requireFree(file, overwrite);
      Files.move(
          unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      Folders.sync(folder);
      return meter.progress(Phase.FINISHED);
    } catch (Stopped e) {
      delete(unfinished);
      return meter.progress(Phase.INTERRUPTED);
    } catch (IOException e) {
      delete(unfinished);
      throw new Unavailable(
          "%s: cannot be written: %s. Check space and permissions of its folder."
              .formatted(file, e.getMessage()),
          e);
    } catch (RuntimeException e) {
      delete(unfinished);
      throw e;
    }
  }

  private static void requireFree(Path file, boolean overwrite) {
    if (!overwrite && Files.exists(file)) {
      throw new Conflict(
          "file: %s is there (expected: a new name). Choose another one, or have it replaced with overwrite."
              .formatted(file));
    }
  }

  private static Path folderOf(Path file) {
    return Optional.ofNullable(file.toAbsolutePath().getParent())
        .filter(Files::isDirectory)
        .orElseThrow(
            () ->
                new NotFound(
                    "file: %s is in no folder (expected: one that is there)".formatted(file)));
  }

  private static void delete(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      System.getLogger(CollectionExport.class.getName())
          .log(System.Logger.Level.WARNING, "unfinished file stays file=" + unfinished, e);
    }
  }

  /// Writes to a stream, which stays open.
  ///
  /// @throws NotFound when the namespace is not there; nothing is written then
  public void toStream(OutputStream out, FileFormat format) throws IOException {
    write(out, format, new TransferMeter(_ -> {}, 0, 0));
  }

  private void write(OutputStream out, FileFormat format, TransferMeter meter) throws IOException {
    List<String> namespaces = namespaces();
    format.write(
        out,
        CollectionHeader.of(collection, namespaces),
        sink -> {
          long total = 0;
          for (String each : namespaces) {
            total += collection.namespace(each).count(spec.filter());
          }
          for (String each : namespaces) {
            write(collection.namespace(each), sink, meter, Math.max(1, total));
          }
        });
  }

  private List<String> namespaces() {
    if (spec.namespace().isEmpty()) {
      return List.copyOf(collection.namespaces().keySet());
    }
    String name = collection.namespace(spec.namespace().get()).name();
    if (!collection.namespaces().containsKey(name)) {
      throw new NotFound(
          "namespace: %s (expected: one of %s, collection: %s)"
              .formatted(name, collection.namespaces().keySet(), collection.name()));
    }
    return List.of(name);
  }

  private void write(Namespace namespace, RecordSink sink, TransferMeter meter, long total)
      throws IOException {
    int most =
        Math.clamp(PAGE_NUMBERS / Math.max(1, collection.spec().dimension()), 1, MOST_RECORDS);
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      if (stopped) {
        throw new Stopped();
      }
      Page<VectorRecord> page = namespace.fetchMatching(spec.filter(), next.get(), most);
      for (VectorRecord record : page.records()) {
        sink.write(namespace.name(), record);
      }
      meter.done(page.records().size());
      meter.tell(Math.min(1, (double) meter.done() / total));
      next = page.next();
    }
  }
}
