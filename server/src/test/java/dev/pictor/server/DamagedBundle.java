package dev.pictor.server;

import dev.pictor.clip.ModelCatalog;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A copy of the bundled model with one bit turned in one file.
public final class DamagedBundle {

  private static final String BUNDLE = "dev/pictor/models/pocket/";

  private DamagedBundle() {}

  /// A server whose only model is a copy in `folder` with a damaged picture tower.
  public static PictorServer serve(ServerConfig config, Path folder) throws IOException {
    return PictorServer.start(config, ModelCatalog.of(in(folder, "picture.onnx")));
  }

  static Path in(Path folder, String damaged) throws IOException {
    List<String> files = new ArrayList<>(List.of("model.json"));
    files.addAll(ModelCatalog.onClassPath().list().getFirst().sha256().keySet());
    for (String file : files) {
      Path target = folder.resolve(file);
      Files.createDirectories(target.resolveSibling("."));
      try (InputStream in =
          DamagedBundle.class.getClassLoader().getResourceAsStream(BUNDLE + file)) {
        if (in != null) {
          Files.copy(in, target);
        }
      }
    }
    Path file = folder.resolve(damaged);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    return folder;
  }
}
