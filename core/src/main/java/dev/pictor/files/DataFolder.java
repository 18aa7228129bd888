package dev.pictor.files;

import dev.pictor.error.Conflict;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The folder of all state, held by one process, server or not. The lock belongs to the operating
/// system, so that a killed process leaves none behind; the file `lock` says who holds it and where
/// its server answers. Thread-safe.
public final class DataFolder implements AutoCloseable {

  /// The process that holds a folder.
  ///
  /// @param url empty until its server listens, and for a program without one
  /// @param certificate SHA-256 of the certificate that it shows, in hexadecimal digits; empty for
  ///   plaintext
  public record Holder(long pid, String url, String certificate) {}

  private static final int VERSION = 1;
  private static final String LOCK = "lock";
  private static final String LAYOUT = "data.json";

  /// Below the data folder: one folder for each model that was added.
  public static final String MODELS = "models";

  private static final JsonMapper MAPPER = new JsonMapper();
  // Locks keep others from reading on Windows; the one byte locked lies behind the content.
  private static final long LOCKED_BYTE = 1L << 40;

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private DataFolder(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /// Creates the folder when it is missing.
  ///
  /// @throws Conflict when another process holds it; names pid, folder and the next step
  /// @throws InvalidRequest when it cannot be written
  /// @throws CorruptStore when a newer version made it
  public static DataFolder open(Path folder) {
    FileChannel channel = null;
    try {
      Files.createDirectories(folder);
      channel =
          FileChannel.open(
              folder.resolve(LOCK),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      FileLock lock = tryLock(channel);
      if (lock == null) {
        throw inUse(folder);
      }
      DataFolder opened = new DataFolder(folder, channel, lock);
      opened.checkLayout();
      opened.announce("", "");
      return opened;
    } catch (IOException e) {
      close(channel);
      throw new InvalidRequest(
          "data: %s (expected: a folder that can be written, %s)".formatted(folder, e), e);
    } catch (RuntimeException e) {
      close(channel);
      throw e;
    }
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(LOCKED_BYTE, 1, false);
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  private static Conflict inUse(Path folder) {
    String who =
        read(folder)
            .map(
                holder ->
                    "process "
                        + holder.pid()
                        + (holder.url().isEmpty() ? "" : " at " + holder.url()))
            .orElse("another process");
    return new Conflict(
        "data: %s is in use by %s (expected: one process a folder). Use that one, stop it first, or choose another folder (--data)."
            .formatted(folder, who));
  }

  private void checkLayout() throws IOException {
    Path file = folder.resolve(LAYOUT);
    if (!Files.exists(file)) {
      Map<String, Object> layout = new LinkedHashMap<>();
      layout.put("format", "pictor-data");
      layout.put("version", VERSION);
      AtomicFiles.publishDurably(file, MAPPER.writeValueAsBytes(layout));
      return;
    }
    int version;
    try {
      version = MAPPER.readTree(Files.readAllBytes(file)).path("version").asInt(-1);
    } catch (JacksonException e) {
      throw new CorruptStore("data: " + file + " is not JSON (expected: {\"version\": 1})", e);
    }
    if (version != VERSION) {
      throw new CorruptStore(
          "data: %s has version %d (expected: %d). Start the version of Pictor that made it, or choose another folder (--data)."
              .formatted(file, version, VERSION));
    }
  }

  /// Writes into the lock file where the server of this process answers, and by what it is known.
  public void announce(String url, String certificate) throws IOException {
    Map<String, Object> holder = new LinkedHashMap<>();
    holder.put("pid", ProcessHandle.current().pid());
    holder.put("url", url);
    holder.put("certificate", certificate);
    byte[] content = MAPPER.writeValueAsBytes(holder);
    channel.truncate(0);
    channel.write(ByteBuffer.wrap(content), 0);
    channel.force(true);
  }

  /// The process that holds `folder` now; empty when none does.
  public static Optional<Holder> holder(Path folder) {
    if (!Files.exists(folder.resolve(LOCK))) {
      return Optional.empty();
    }
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock free = tryLock(channel)) {
      return free == null ? read(folder) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Optional<Holder> read(Path folder) {
    try {
      String content = Files.readString(folder.resolve(LOCK), StandardCharsets.UTF_8);
      JsonNode holder = MAPPER.readTree(content);
      return Optional.of(
          new Holder(
              holder.path("pid").asLong(-1),
              holder.path("url").asString(""),
              holder.path("certificate").asString("")));
    } catch (IOException | JacksonException e) {
      return Optional.empty();
    }
  }

  public Path path() {
    return folder;
  }

  /// Folder of the vector store.
  public Path store() {
    return folder.resolve("store");
  }

  /// Folder of a library's own files.
  public Path library(String collection) {
    return folder.resolve("libraries").resolve(collection);
  }

  /// Folder of what is known of a collection's way to another model.
  public Path reembedding(String collection) {
    return folder.resolve("reembeddings").resolve(collection);
  }

  /// Folder of duplicates that were removed.
  public Path trash() {
    return folder.resolve("trash");
  }

  /// Folder of how far imports came.
  public Path transfers() {
    return folder.resolve("transfers");
  }

  /// File of what Pinecone's clients know of collections.
  public Path indexes() {
    return folder.resolve("indexes.json");
  }

  /// File of what Pinecone's clients know of copies of collections.
  public Path backups() {
    return folder.resolve("backups.json");
  }

  /// Folder of what is known of models' texts.
  public Path backgrounds() {
    return folder.resolve("backgrounds");
  }

  /// File of the bulk imports of Pinecone's clients.
  public Path imports() {
    return folder.resolve("imports.json");
  }

  @Override
  public void close() {
    try {
      channel.truncate(0);
      lock.release();
    } catch (IOException e) {
      throw new CorruptStore("data: " + folder + " could not be released", e);
    } finally {
      close(channel);
    }
  }

  private static void close(@Nullable FileChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // The operating system releases the lock with the process.
      System.getLogger(DataFolder.class.getName())
          .log(System.Logger.Level.DEBUG, "lock file did not close", e);
    }
  }
}
