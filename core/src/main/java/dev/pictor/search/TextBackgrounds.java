package dev.pictor.search;

import dev.pictor.clip.Embedder;
import dev.pictor.files.AtomicFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The [TextBackground]s of models, each made once. Thread-safe.
///
/// Those of the bundled model are in its jar; what is made is kept in a folder, because it takes a
/// real CLIP some seconds.
final class TextBackgrounds {

  private static final System.Logger LOG = System.getLogger(TextBackgrounds.class.getName());

  private record Key(String model, Writing writing) {}

  private final Optional<Path> folder;
  private final Map<Key, TextBackground> made = new ConcurrentHashMap<>();

  /// @param folder made when needed
  TextBackgrounds(Optional<Path> folder) {
    this.folder = folder;
  }

  TextBackground get(Embedder embedder, Writing writing) {
    return made.computeIfAbsent(
        new Key(embedder.fingerprint().hex(), writing), _ -> make(embedder, writing));
  }

  private TextBackground make(Embedder embedder, Writing writing) {
    return bundled(embedder, writing)
        .or(() -> kept(embedder, writing))
        .orElseGet(
            () -> {
              TextBackground background = TextBackground.encode(embedder, writing);
              keep(embedder, writing, background);
              return background;
            });
  }

  private static Optional<TextBackground> bundled(Embedder embedder, Writing writing) {
    String resource =
        "/dev/pictor/models/%s/background-%s.bin"
            .formatted(embedder.model().name(), writing.language());
    try (InputStream in = TextBackgrounds.class.getResourceAsStream(resource)) {
      return in == null
          ? Optional.empty()
          : TextBackground.ofBytes(in.readAllBytes(), embedder.fingerprint());
    } catch (IOException unread) {
      return Optional.empty();
    }
  }

  private Optional<TextBackground> kept(Embedder embedder, Writing writing) {
    Optional<Path> file = file(embedder, writing);
    try {
      return file.isPresent() && Files.exists(file.get())
          ? TextBackground.ofBytes(Files.readAllBytes(file.get()), embedder.fingerprint())
          : Optional.empty();
    } catch (IOException unread) {
      return Optional.empty();
    }
  }

  /// What cannot be kept is made again by the next process.
  private void keep(Embedder embedder, Writing writing, TextBackground background) {
    Optional<Path> file = file(embedder, writing);
    if (file.isEmpty()) {
      return;
    }
    try {
      AtomicFiles.publish(file.get(), background.toBytes(embedder.fingerprint()));
    } catch (IOException full) {
      LOG.log(System.Logger.Level.WARNING, "calibration is not kept file=" + file.get(), full);
    }
  }

  private Optional<Path> file(Embedder embedder, Writing writing) {
    return folder.map(
        each ->
            each.resolve("%s-%s.bin".formatted(embedder.fingerprint().hex(), writing.language())));
  }
}
