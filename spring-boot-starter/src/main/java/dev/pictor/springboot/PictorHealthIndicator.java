package dev.pictor.springboot;

import dev.pictor.Pictor;
import dev.pictor.clip.LoadedModels.State;
import dev.pictor.error.ServiceException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/// Down when the model cannot be used, a collection is damaged or photos could not be indexed. Says
/// how far indexing is. Loads no model.
final class PictorHealthIndicator extends AbstractHealthIndicator {

  private final Pictor pictor;
  private final PhotoIndexing indexing;

  PictorHealthIndicator(Pictor pictor, PhotoIndexing indexing) {
    super("Pictor's health check failed");
    this.pictor = pictor;
    this.indexing = indexing;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    String model = pictor.models().defaultName();
    State state = pictor.models().state(model);
    SortedMap<String, String> damaged = new TreeMap<>();
    pictor.catalog().damaged().forEach((name, why) -> damaged.put(name, reason(why)));
    boolean well =
        !(state instanceof State.Broken) && damaged.isEmpty() && indexing.failure().isEmpty();
    (well ? builder.up() : builder.down())
        .withDetail("data", pictor.config().data().toString())
        .withDetail("model", model)
        .withDetail("modelState", name(state))
        .withDetail("collections", pictor.collections().size());
    if (!damaged.isEmpty()) {
      builder.withDetail("damaged", damaged);
    }
    if (state instanceof State.Broken(String reason)) {
      builder.withDetail("modelReason", reason);
    }
    indexing.failure().ifPresent(reason -> builder.withDetail("indexingFailure", reason));
    indexing
        .progress()
        .ifPresent(
            progress -> {
              Map<String, Object> counts = new LinkedHashMap<>();
              counts.put("phase", progress.phase());
              counts.put("found", progress.found());
              counts.put("done", progress.done());
              counts.put("failed", progress.failed());
              builder.withDetail("indexing", counts);
            });
  }

  private static String reason(ServiceException why) {
    return why.reason();
  }

  private static String name(State state) {
    return switch (state) {
      case State.NotLoaded() -> "not loaded";
      case State.Loading() -> "loading";
      case State.Awaited _ -> "awaited";
      case State.Ready _ -> "ready";
      case State.Freed() -> "freed";
      case State.Broken _ -> "broken";
    };
  }
}
