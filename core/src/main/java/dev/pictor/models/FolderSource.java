package dev.pictor.models;

import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/// A folder with files of repositories: under the repository's name, or right in it, with the paths
/// that they have in the repository. Thread-safe.
final class FolderSource implements HubSource {

  private final Path folder;

  FolderSource(Path folder) {
    this.folder = folder;
  }

  @Override
  public String place() {
    return folder.toString();
  }

  @Override
  public String location(Address file) {
    return RepositoryPath.under(folder, file.path()).toString();
  }

  @Override
  public List<Listed> list(String repository, String revision) {
    Path own = RepositoryPath.under(folder, repository);
    Path root = Files.isDirectory(own) ? own : folder;
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(Files::isRegularFile)
          .map(
              file ->
                  new Listed(
                      root.relativize(file).toString().replace('\\', '/'),
                      OptionalLong.of(file.toFile().length()),
                      Optional.empty()))
          .toList();
    } catch (IOException failed) {
      throw unreadable(root, failed);
    }
  }

  @Override
  public Facts facts(Address file) {
    Path found = find(file);
    return new Facts(Optional.empty(), OptionalLong.of(found.toFile().length()), Optional.empty());
  }

  @Override
  public void fetch(Address file, PartFile part) {
    Path found = find(file);
    part.restart();
    try (InputStream in = Files.newInputStream(found)) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        part.append(buffer, n);
      }
    } catch (IOException failed) {
      throw unreadable(found, failed);
    }
    part.finish(Optional.empty());
  }

  private Path find(Address file) {
    return Stream.of(
            RepositoryPath.under(folder, file.repository() + "/" + file.path()),
            RepositoryPath.under(folder, file.path()))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> new NotFound("%s: not in %s".formatted(file.path(), folder)));
  }

  private static Unavailable unreadable(Path path, IOException failed) {
    return new Unavailable(
        "%s: cannot be read: %s. Check the disk and the permissions."
            .formatted(path, failed.getMessage()),
        failed);
  }
}
