package dev.pictor.endpoint;

import dev.pictor.clip.EmbeddingModel;
import dev.pictor.clip.EmbeddingService;
import dev.pictor.clip.RemoteModel;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.image.PictureDecoder;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A model that a service runs. Thread-safe.
public final class EndpointModel implements RemoteModel {

  private static final Logger LOG = System.getLogger(EndpointModel.class.getName());

  private final EndpointSettings settings;
  private final EndpointKind kind;
  private final String name;
  private final PictureDecoder decoder;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable EndpointService open;
  private volatile @Nullable EmbeddingModel model;
  private volatile Optional<String> unreached = Optional.empty();

  private EndpointModel(
      EndpointSettings settings, EndpointKind kind, String name, PictureDecoder decoder) {
    this.settings = settings;
    this.kind = kind;
    this.name = name;
    this.decoder = decoder;
  }

  /// Finds out what the settings leave open. Where they leave nothing open, the service need not be
  /// there yet.
  ///
  /// @throws Unavailable when it must be asked and does not answer
  /// @throws dev.pictor.error.BrokenModel when it answers, but not as any of the kinds
  public static EndpointModel of(EndpointSettings settings, PictureDecoder decoder) {
    EndpointSettings known = new Finding(settings).known();
    EndpointKind kind = known.kind().orElseThrow();
    return new EndpointModel(known, kind, known.model(), decoder);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<EmbeddingModel> model() {
    return Optional.ofNullable(model);
  }

  @Override
  public Status status() {
    return new Status(
        settings.url(),
        kind.word(),
        kind == EndpointKind.PICTOR
            ? "told"
            : settings.fingerprint().isPresent() ? "declared" : "derived");
  }

  @Override
  public Optional<String> outage() {
    EndpointService service = open;
    return service == null ? unreached : service.outage();
  }

  /// Connects, or fails with what is wrong.
  ///
  /// @throws Unavailable when the service does not answer
  /// @throws dev.pictor.error.BrokenModel when it answers, but cannot be used
  public EmbeddingService reach() {
    return EndpointService.open(settings, kind, decoder);
  }

  @Override
  public EmbeddingService open() {
    while (true) {
      try {
        EndpointService service = EndpointService.open(settings, kind, decoder);
        open = service;
        model = service.model();
        unreached = Optional.empty();
        LOG.log(
            Level.INFO,
            "embedder reached url=%s kind=%s model=%s dimension=%d fingerprint=%s fingerprintIs=%s"
                .formatted(
                    settings.url(),
                    kind.word(),
                    name,
                    service.model().dimension(),
                    service.model().fingerprint().abbreviated(),
                    status().origin()));
        if (closed.getCount() == 0) {
          service.close();
        }
        return service;
      } catch (Unavailable | Overloaded away) {
        tell(away);
        awaitNextTry();
      }
    }
  }

  private void tell(ServiceException away) {
    if (unreached.isEmpty() && closed.getCount() > 0) {
      LOG.log(Level.WARNING, "embedder away reason=" + away.reason());
    }
    unreached = Optional.of(away.reason());
  }

  private void awaitNextTry() {
    try {
      if (!closed.await(settings.timing().rest().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new Unavailable("embedder: closing (expected: an open one; try again later)");
  }

  @Override
  public void close() {
    closed.countDown();
    EndpointService service = open;
    if (service != null) {
      service.close();
    }
  }

  /// Finds out kind and name of a model where they are not said.
  private record Finding(EndpointSettings settings) {

    EndpointSettings known() {
      EndpointSettings there = settings.kind().isPresent() ? settings : guessed();
      if (!there.model().isEmpty()) {
        return there;
      }
      return switch (there.kind().orElseThrow()) {
        case ROBOFLOW -> there.withModel(RoboflowProtocol.USUAL_VERSION);
        case PICTOR ->
            asking(
                there,
                client -> client.get(PictorProtocol.MODELS).path("default").asString("pocket"));
        case OPENAI -> asking(there, client -> OpenAiProtocol.onlyModel(client, there));
      };
    }

    private static EndpointSettings asking(
        EndpointSettings there, java.util.function.Function<EndpointClient, String> question) {
      try (EndpointClient client = new EndpointClient(there)) {
        return there.withModel(question.apply(client));
      } catch (Unavailable | Overloaded away) {
        throw new Unavailable(
            away.reason()
                + " To start without it, set embedder-model, and embedder-kind: pictor, roboflow or openai.",
            away);
      }
    }

    /// Pictor is asked first, because it answers as a Roboflow server, too.
    private EndpointSettings guessed() {
      try (EndpointClient client = new EndpointClient(settings)) {
        if (client.glance(PictorProtocol.MODELS).filter(json -> json.has("default")).isPresent()) {
          return settings.withKind(EndpointKind.PICTOR);
        }
        if (client.glance("info").filter(json -> json.has("uuid")).isPresent()) {
          return settings.withKind(EndpointKind.ROBOFLOW);
        }
      }
      String base = settings.url().toString();
      return OpenAiProtocol.at(settings, settings.url())
          .or(
              () ->
                  OpenAiProtocol.at(
                      settings, URI.create(base + (base.endsWith("/") ? "v1" : "/v1"))))
          .map(there -> there.withKind(EndpointKind.OPENAI))
          .orElseThrow(
              () ->
                  new Unavailable(
                      "embedder: %s cannot be reached, or is no Pictor, no Roboflow server and no endpoint like OpenAI's (expected: one of them that runs). To start without it, set embedder-kind and embedder-model."
                          .formatted(settings.url())));
    }
  }
}
