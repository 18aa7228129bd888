package dev.pictor.server;

import dev.pictor.clip.ComputeDevice;
import dev.pictor.clip.EmbedderConfig;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.RemoteModel;
import dev.pictor.endpoint.EndpointModel;
import dev.pictor.error.InvalidRequest;
import dev.pictor.image.PictureDecoder;
import dev.pictor.roboflow.RoboflowWire;
import java.util.Map;
import java.util.Optional;

/// What the settings say of models, against those that are installed.
///
/// @param remote the model that another service runs, if there is one
/// @param byDefault name of the model that answers when none is named
record ModelSettings(
    ServerConfig config, ModelCatalog installed, Optional<RemoteModel> remote, String byDefault) {

  /// A mistyped model is told at the start, not with the first request that needs it.
  ///
  /// @throws InvalidRequest naming the setting and the installed models
  /// @throws dev.pictor.error.Unavailable when a service must be asked at the start and is away
  static ModelSettings of(ServerConfig config, ModelCatalog installed, PictureDecoder decoder) {
    Optional<RemoteModel> remote =
        config.embedder().map(settings -> EndpointModel.of(settings, decoder));
    Optional<String> elsewhere = remote.map(RemoteModel::name);
    config
        .modelAliases()
        .forEach(
            (alias, model) -> {
              if (installed.called(model).isEmpty() && !elsewhere.equals(Optional.of(model))) {
                throw new InvalidRequest(
                    "model-alias: %s=%s (expected: one of %s)"
                        .formatted(alias, model, installed.names()));
              }
            });
    String wanted = config.modelAliases().getOrDefault(config.model(), config.model());
    return new ModelSettings(
        config, installed, remote, elsewhere.orElseGet(() -> byDefault(config, installed, wanted)));
  }

  private static String byDefault(ServerConfig config, ModelCatalog installed, String wanted) {
    return installed
        .called(wanted)
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "model: %s is not installed (installed: %s). `pictor models pull %s` fetches one that is known."
                        .formatted(
                            config.model(), String.join(", ", installed.names()), config.model())));
  }

  /// The models on the device of the settings; none is loaded yet.
  LoadedModels open(PictureDecoder decoder) {
    Compute compute = config.compute();
    ComputeDevice device = ComputeDevice.of(compute.provider(), compute.card(), compute.threads());
    if (compute.provider() != ComputeDevice.Provider.CPU) {
      device.requireAvailable();
    }
    EmbedderConfig embedder =
        new EmbedderConfig(
            compute.threads(),
            compute.queue(),
            config.caches().textEntries(),
            config.caches().textTtl(),
            config.caches().imageEntries());
    return new LoadedModels(
        installed,
        new LoadedModels.Machine(decoder, embedder, device, compute.memory()),
        new LoadedModels.Choice(
            byDefault, config.modelAliases(), Map.of(RoboflowWire.USUAL_VERSION, byDefault)),
        remote);
  }
}
