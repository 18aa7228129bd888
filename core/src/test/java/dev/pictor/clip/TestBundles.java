package dev.pictor.clip;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The bundled model as the tests see it, and copies of it to damage.
final class TestBundles {

  private static final Path PHOTOS = Path.of("../examples/photos");

  private TestBundles() {}

  static BundleFiles classPath() {
    return new BundleFiles.ClassPath(
        TestBundles.class.getClassLoader(), "dev/pictor/models/pocket/");
  }

  static Path photo(String path) {
    return PHOTOS.resolve(path);
  }

  /// The bytes of the first `count` example photos of `folder`, by name.
  static List<byte[]> photos(String folder, int count) throws IOException {
    List<byte[]> photos = new ArrayList<>();
    try (var files = Files.list(PHOTOS.resolve(folder))) {
      for (Path file : files.sorted().limit(count).toList()) {
        photos.add(Files.readAllBytes(file));
      }
    }
    return photos;
  }

  /// Copies the bundled model's own files into `folder`.
  static Path copyTo(Path folder) throws IOException {
    ModelManifest manifest = ModelCatalog.onClassPath().list().getFirst();
    copy(ManifestCodec.FILE, folder);
    for (String file : manifest.sha256().keySet()) {
      copy(file, folder);
    }
    return folder;
  }

  private static void copy(String file, Path folder) throws IOException {
    Path target = folder.resolve(file);
    Files.createDirectories(target.resolveSibling("."));
    try (InputStream in = classPath().open(file).orElseThrow()) {
      Files.copy(in, target);
    }
  }
}
