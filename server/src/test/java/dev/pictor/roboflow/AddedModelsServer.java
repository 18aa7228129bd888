package dev.pictor.roboflow;

import dev.pictor.clip.ModelCatalog;
import dev.pictor.models.AddOptions;
import dev.pictor.models.ModelInstaller;
import dev.pictor.server.GoldenModels;
import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import dev.pictor.server.ServerConfigBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/// Servers that have one tiny model in each layout that can be added, all with the same weights.
final class AddedModelsServer {

  /// An added model, and what clients of Roboflow call it.
  record Added(String name, String alias) {}

  static final List<Added> ALL =
      List.of(
          new Added("split", "ViT-B-32"),
          new Added("joint", "ViT-L-14"),
          new Added("immich", "ViT-L-14-336px"),
          new Added("roboflow", "RN50"));

  private AddedModelsServer() {}

  static PictorServer start(Path temp, UnaryOperator<ServerConfigBuilder> settings)
      throws IOException {
    Path data = temp.resolve("data");
    ModelInstaller installer =
        new ModelInstaller(data.resolve("models"), ModelCatalog.onClassPath());
    for (Added each : ALL) {
      installer.add(
          source(each.name(), temp.resolve("sources").resolve(each.name())),
          AddOptions.none().withName(each.name()).withAliases(List.of(each.alias())));
    }
    PictorServer server =
        PictorServer.start(settings.apply(ServerConfig.builder().data(data).port(0)).build());
    if (!server.awaitModel()) {
      throw new IllegalStateException("the bundled model cannot be used");
    }
    return server;
  }

  private static Path source(String layout, Path folder) throws IOException {
    return switch (layout) {
      case "split" -> GoldenModels.split(folder);
      case "joint" -> GoldenModels.joint(folder);
      case "immich" -> GoldenModels.immich(folder);
      case "roboflow" -> GoldenModels.roboflow(folder);
      default -> throw new IllegalArgumentException(layout);
    };
  }
}
