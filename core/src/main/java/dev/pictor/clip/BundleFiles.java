package dev.pictor.clip;

import dev.pictor.error.BrokenModel;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Where the files of one model bundle are. Files of encoders that come as Maven artefacts may lie
/// outside of the bundle, in the root of the class path.
sealed interface BundleFiles {

  /// Opens a file of the bundle, or an empty answer when it has none of that name.
  Optional<InputStream> open(String path) throws IOException;

  /// The place of a file, for messages.
  String place(String path);

  /// Bytes of a file; 0 when the bundle has none of that name.
  ///
  /// @throws BrokenModel when it cannot be told
  long size(String path);

  /// Bytes of files, in all.
  ///
  /// @throws BrokenModel when it cannot be told
  default long size(List<String> paths) {
    return paths.stream().mapToLong(this::size).sum();
  }

  /// The file itself where it is one of the file system.
  ///
  /// @throws BrokenModel when the path leaves the bundle
  default Optional<Path> path(String path) {
    return Optional.empty();
  }

  /// A folder of the file system.
  record Folder(Path folder) implements BundleFiles {
    @Override
    public Optional<InputStream> open(String path) throws IOException {
      Optional<Path> file = path(path);
      return file.isPresent() ? Optional.of(Files.newInputStream(file.get())) : Optional.empty();
    }

    @Override
    public Optional<Path> path(String path) {
      Path file = folder.resolve(path).normalize();
      if (!file.startsWith(folder.normalize())) {
        throw new BrokenModel(place(path) + ": leaves the bundle (expected: a path inside it)");
      }
      return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public long size(String path) {
      Optional<Path> file = path(path);
      try {
        return file.isPresent() ? Files.size(file.get()) : 0;
      } catch (IOException e) {
        throw new BrokenModel(place(path) + ": cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public String place(String path) {
      return folder.resolve(path).toString();
    }
  }

  /// Resources below `prefix`, which ends with a slash or is empty.
  record ClassPath(ClassLoader loader, String prefix) implements BundleFiles {
    @Override
    public Optional<InputStream> open(String path) {
      return Optional.ofNullable(loader.getResourceAsStream(prefix + path));
    }

    @Override
    public long size(String path) {
      URL resource = loader.getResource(prefix + path);
      try {
        return resource == null ? 0 : resource.openConnection().getContentLengthLong();
      } catch (IOException e) {
        throw new BrokenModel(place(path) + ": cannot be read: " + e.getMessage(), e);
      }
    }

    @Override
    public String place(String path) {
      return "classpath:" + prefix + path;
    }
  }

  /// The first of several places that has the file.
  record FirstOf(List<BundleFiles> places) implements BundleFiles {
    public FirstOf {
      places = List.copyOf(places);
    }

    @Override
    public Optional<InputStream> open(String path) throws IOException {
      for (BundleFiles place : places) {
        Optional<InputStream> found = place.open(path);
        if (found.isPresent()) {
          return found;
        }
      }
      return Optional.empty();
    }

    @Override
    public long size(String path) {
      return places.stream()
          .mapToLong(place -> place.size(path))
          .filter(size -> size > 0)
          .findFirst()
          .orElse(0);
    }

    @Override
    public String place(String path) {
      return places.getFirst().place(path);
    }

    /// Empty when a place before that of the file has it in another way.
    @Override
    public Optional<Path> path(String path) {
      return places.getFirst().path(path);
    }
  }
}
