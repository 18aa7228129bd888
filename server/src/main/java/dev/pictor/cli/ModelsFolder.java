package dev.pictor.cli;

import dev.pictor.clip.ComputeDevice;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.files.DataFolder;
import dev.pictor.models.ModelInstaller;
import dev.pictor.server.ConfigSources;
import dev.pictor.server.ServerConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The models on this machine, which the commands work on without a server. A server that runs on
/// the same data folder finds new ones by itself.
///
/// @param config the settings of the file and the environment
record ModelsFolder(ServerConfig config) {

  static ModelsFolder of(DataOptions place) {
    Map<String, Object> flags = new LinkedHashMap<>();
    if (place.data != null) {
      flags.put("data", place.data.toString());
    }
    return new ModelsFolder(
        ConfigSources.resolve(
            Optional.ofNullable(place.config), Connection.settings(System.getenv()), flags));
  }

  Path path() {
    return config.data().resolve(DataFolder.MODELS);
  }

  ModelInstaller installer() {
    return new ModelInstaller(path(), ModelCatalog.onClassPath());
  }

  ModelCatalog catalog() {
    return ModelCatalog.onClassPath().withInstalled(path());
  }

  /// Whether it is one that was pulled or added, so that it can be removed.
  boolean isInstalled(String name) {
    return catalog().names().contains(name) && !ModelCatalog.onClassPath().names().contains(name);
  }

  ComputeDevice device() {
    return ComputeDevice.of(
        config.compute().provider(), config.compute().card(), config.compute().threads());
  }

  /// The name of the installed model that answers to `name`, else `name`, which the failure to come
  /// will tell.
  String resolve(String name) {
    return catalog().called(name).orElse(name);
  }
}
