package dev.pictor.pinecone.imports;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// From which folders of its machine a server imports. Links count as what they lead to. Immutable.
public final class ImportFolders {

  private static final String EXAMPLE =
      "a folder on the server's machine, such as file:///data/vectors, with a sub-folder for each namespace";
  private static final int LONGEST_SHOWN = 200;

  private final boolean any;
  private final List<Path> allowed;

  private ImportFolders(boolean any, List<Path> allowed) {
    this.any = any;
    this.allowed = List.copyOf(allowed);
  }

  /// All that the process can read.
  public static ImportFolders any() {
    return new ImportFolders(true, List.of());
  }

  /// These, and what is below them.
  public static ImportFolders only(List<Path> folders) {
    return new ImportFolders(false, folders);
  }

  /// The folder that a client names by a `file:` address or a whole path.
  ///
  /// @throws InvalidRequest when it is none of them; of other folders it does not tell whether they
  ///   exist
  Path resolve(String uri) {
    Path path = path(uri);
    Optional<Path> real = real(path);
    if (!any && !inside(real.orElse(path))) {
      throw refused(
          uri,
          allowed.isEmpty()
              ? "nothing, because this server has API keys and its setting import-folders is empty"
              : "a folder that the server's setting import-folders names, or one inside");
    }
    return real.filter(Files::isDirectory).orElseThrow(() -> refused(uri, EXAMPLE));
  }

  /// Whether a file may be read; it is judged by what it leads to.
  boolean admits(Path file) {
    return any || real(file).filter(this::inside).isPresent();
  }

  private boolean inside(Path path) {
    return allowed.stream()
        .anyMatch(folder -> path.startsWith(real(folder).orElse(folder.toAbsolutePath())));
  }

  private static Optional<Path> real(Path path) {
    try {
      return Optional.of(path.toRealPath());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Path path(String uri) {
    try {
      Path path =
          uri.regionMatches(true, 0, "file:", 0, "file:".length())
              ? Path.of(local(new URI(uri)))
              : Path.of(uri);
      if (path.isAbsolute()) {
        return path.normalize();
      }
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      throw new InvalidRequest(message(uri, EXAMPLE), e);
    }
    throw refused(uri, EXAMPLE);
  }

  /// `file://localhost/data` is `file:///data`.
  private static URI local(URI uri) throws URISyntaxException {
    return "localhost".equalsIgnoreCase(uri.getHost())
        ? new URI("file", null, uri.getPath(), null)
        : uri;
  }

  private static InvalidRequest refused(String uri, String expected) {
    return new InvalidRequest(message(uri, expected));
  }

  private static String message(String uri, String expected) {
    String shown = uri.length() <= LONGEST_SHOWN ? uri : uri.substring(0, LONGEST_SHOWN) + "…";
    return "uri: %s (expected: %s)".formatted(shown, expected);
  }
}
