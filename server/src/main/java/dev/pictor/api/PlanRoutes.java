package dev.pictor.api;

import static dev.pictor.http.Route.administers;

import dev.pictor.clip.ModelUse;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.plan.MachineProbe;
import dev.pictor.plan.MachineSpeed;
import dev.pictor.plan.Plan;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What this machine can be expected to do.
final class PlanRoutes {

  private static final int USUAL_SECONDS = 10;
  private static final int MOST_SECONDS = 60;

  private final NativeApi.Parts parts;

  PlanRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(administers(Method.POST, Views.PREFIX + "/plan", this::plan));
  }

  private Reply plan(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    long pictures =
        whole(fields, "pictures").orElseThrow(() -> fields.missing("pictures", "how many"));
    Optional<Long> memory = whole(fields, "memory");
    int seconds = fields.optionalInt("seconds").orElse(USUAL_SECONDS);
    String model = fields.optionalText("model").orElse(parts.models().defaultName());
    fields.refuseOthers();
    if (seconds < 1 || seconds > MOST_SECONDS) {
      throw new InvalidRequest("seconds: %d (expected: 1 to %d)".formatted(seconds, MOST_SECONDS));
    }
    try (ModelUse use = parts.models().use(model)) {
      MachineSpeed speed = new MachineProbe(use.embedder(), Duration.ofSeconds(seconds)).measure();
      return Reply.json(view(Plan.of(speed, pictures, memory), use.embedder().model().name()));
    }
  }

  /// JSON has no whole numbers of its own: 2e6 is one, 2.5 is none.
  private static Optional<Long> whole(JsonFields fields, String name) {
    if (!fields.has(name)) {
      return Optional.empty();
    }
    double value = fields.optionalNumber(name).orElseThrow();
    if (value != Math.rint(value) || Math.abs(value) > 1e15) {
      throw new InvalidRequest("%s: %s (expected: a whole number)".formatted(name, value));
    }
    return Optional.of((long) value);
  }

  private static Map<String, Object> view(Plan plan, String model) {
    MachineSpeed speed = plan.speed();
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put("cores", speed.cores());
    machine.put("memory", speed.memory());
    machine.put("picturesASecond", speed.picturesASecond());
    machine.put("text", seconds(speed.text()));
    machine.put("vectorRead", speed.readNanos() / 1e9);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("pictures", plan.pictures());
    view.put("memory", plan.memory());
    view.put("model", model);
    view.put("machine", machine);
    view.put("indexing", seconds(plan.indexing()));
    view.put("choices", plan.choices().stream().map(PlanRoutes::view).toList());
    plan.advice().ifPresent(advice -> view.put("advice", advice.precision()));
    return view;
  }

  private static Map<String, Object> view(Plan.Choice choice) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("precision", choice.precision());
    view.put("disk", choice.disk());
    view.put("memory", choice.memory());
    view.put("fits", choice.fits());
    view.put("search", seconds(choice.search()));
    return view;
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
