package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import dev.pictor.files.DataFolder;
import dev.pictor.server.StoreSettings.Engine;
import dev.pictor.store.LuceneStore;
import dev.pictor.store.VectorStore;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A store as one argument names it: a data folder, or `ENGINE:URL`, such as
/// `pinecone:http://localhost:5080`, or `pinecone:` for the usual address. What lets one in comes
/// from the environment.
public sealed interface StoreAddress {

  /// The embedded store of a data folder.
  record Folder(Path path) implements StoreAddress {}

  /// A service.
  record Service(StoreSettings settings) implements StoreAddress {}

  /// An open store, with what it holds.
  ///
  /// @param lock of its data folder, if it has one
  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  record Opened(VectorStore store, Optional<DataFolder> lock) implements AutoCloseable {
    @Override
    public void close() {
      try {
        store.close();
      } finally {
        lock.ifPresent(DataFolder::close);
      }
    }
  }

  /// @param side `FROM` or `TO`: credentials are `PICTOR_FROM_KEY` and so on, or else
  ///   `PICTOR_STORE_KEY` and so on
  /// @throws InvalidRequest when it is none, or a setting is missing
  static StoreAddress parse(String text, String side, Map<String, String> environment) {
    int colon = text.indexOf(':');
    if (colon < 2) { // a drive of Windows has one letter
      return folder(text);
    }
    Optional<Engine> engine = Engine.ofWord(text.substring(0, colon));
    if (engine.isEmpty()) {
      if (text.substring(0, colon).matches("[a-z][a-z0-9+.-]*")) {
        throw new InvalidRequest(
            "%s: %s (expected: a data folder, or one of %s with a colon and an address behind it, such as pinecone:http://localhost:5080)"
                .formatted(side, text.replaceAll("//.*@", "//***@"), Engine.words()));
      }
      return folder(text);
    }
    String url = text.substring(colon + 1);
    return switch (engine.get()) {
      case LUCENE -> folder(url);
      case OPENSEARCH, PINECONE ->
          new Service(settings(engine.get(), url, side, environment).checked());
    };
  }

  private static StoreAddress folder(String text) {
    try {
      return new Folder(Path.of(text).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new InvalidRequest(text + " (expected: a data folder)", e);
    }
  }

  private static StoreSettings settings(
      Engine engine, String url, String side, Map<String, String> environment) {
    StoreSettings settings =
        StoreSettings.of(engine)
            .withUser(value("USER", side, environment))
            .withPassword(value("PASSWORD", side, environment))
            .withKey(value("KEY", side, environment))
            .withCa(
                Optional.of(value("CA", side, environment))
                    .filter(each -> !each.isEmpty())
                    .map(Path::of))
            .withRegion(value("REGION", side, environment))
            .withPrefix(value("PREFIX", side, environment));
    return url.isEmpty() ? settings : settings.withUrls(List.of(url.split(",", -1)));
  }

  private static String value(String name, String side, Map<String, String> environment) {
    String usual = environment.getOrDefault("PICTOR_STORE_" + name, "");
    return environment.getOrDefault("PICTOR_" + side + "_" + name, usual);
  }

  /// Opens the store to be read; a folder must be there.
  ///
  /// @throws InvalidRequest when there is no data folder
  /// @throws dev.pictor.error.Conflict when another process holds it
  default Opened openSource() {
    if (this instanceof Folder(Path path) && !Files.isDirectory(path.resolve("store"))) {
      throw new InvalidRequest(
          "FROM: %s (expected: a data folder of Pictor, such as ~/.pictor)".formatted(path));
    }
    return open();
  }

  /// Opens the store; a folder is made when it is missing.
  ///
  /// @throws dev.pictor.error.Conflict when another process holds the folder
  default Opened open() {
    return switch (this) {
      case Service(StoreSettings settings) ->
          new Opened(Stores.open(settings, Path.of("")), Optional.empty());
      case Folder(Path path) -> {
        DataFolder folder = DataFolder.open(path);
        try {
          yield new Opened(LuceneStore.open(folder.store()), Optional.of(folder));
        } catch (RuntimeException e) {
          folder.close();
          throw e;
        }
      }
    };
  }
}
