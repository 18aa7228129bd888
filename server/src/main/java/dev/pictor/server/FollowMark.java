package dev.pictor.server;

import dev.pictor.error.Conflict;
import dev.pictor.files.AtomicFiles;
import dev.pictor.files.DataFolder;
import dev.pictor.follow.FollowSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The file by which a data folder of copies is told from one of originals, which following would
/// remove. Stateless.
public final class FollowMark {

  static final String FILE = "follows";
  private static final Logger LOG = System.getLogger(FollowMark.class.getName());

  private FollowMark() {}

  /// Marks a folder of copies, and takes the mark off one that is no longer to be: what is there
  /// stays and can be written from now on.
  ///
  /// @throws Conflict when the folder has collections of its own
  static void set(DataFolder data, Optional<FollowSettings> follow) {
    Path mark = data.path().resolve(FILE);
    try {
      if (follow.isPresent()) {
        if (!Files.exists(mark) && hasCollections(data.store())) {
          throw new Conflict(
              "follow: %s: %s has collections of its own (expected: a data folder for copies alone). Choose another one with --data."
                  .formatted(follow.get().leader(), data.path()));
        }
        AtomicFiles.publishDurably(
            mark, follow.get().leader().toString().getBytes(StandardCharsets.UTF_8));
      } else if (Files.deleteIfExists(mark)) {
        LOG.log(Level.INFO, "the copies are originals from now on data=" + data.path());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Whom the copies in a data folder are of; empty for a folder of originals.
  ///
  /// @throws UncheckedIOException when its mark cannot be read
  public static Optional<String> leaderOf(Path data) {
    try {
      Path mark = data.resolve(FILE);
      return Files.exists(mark) ? Optional.of(Files.readString(mark)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasCollections(Path store) throws IOException {
    Path shelf = store.resolve("collections");
    if (!Files.isDirectory(shelf)) {
      return false;
    }
    try (Stream<Path> each = Files.list(shelf)) {
      return each.findAny().isPresent();
    }
  }
}
