package dev.pictor.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "plan",
    header = "Measure this machine for ten seconds, and say what to expect of it.",
    description = {
      "How long indexing takes, what it needs of disk and memory, how quick searches are. Let nothing else run meanwhile. Expect it to be right within a factor of two.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor plan --images 200k",
      "  pictor plan --images 2M --memory 4g",
      "",
      "Exit codes: 0 measured, 1 failed, 2 wrong command line."
    })
final class PlanCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Mixin CommonOptions common = new CommonOptions();

  @Option(
      names = "--images",
      paramLabel = "N",
      required = true,
      description = "How many pictures there will be, such as 200k or 2M.")
  String images = "";

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description =
          "What Pictor and the system's file cache may use of memory, such as 4g (default: three quarters of the machine's).")
  @Nullable String memory;

  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "The model to encode with (default: the server's).")
  @Nullable String model;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "To measure (default: ${DEFAULT-VALUE}).")
  int seconds;

  @Override
  public Integer call() {
    ObjectNode request = JSON.createObjectNode();
    request.put("pictures", Amounts.count("--images", images)).put("seconds", seconds);
    if (memory != null) {
      request.put("memory", Amounts.bytes("--memory", memory));
    }
    if (model != null) {
      request.put("model", model);
    }
    try (Connection connection = Connection.open(common)) {
      JsonNode plan = connection.client().post("/api/v1/plan", request);
      if (common.json) {
        System.out.println(plan.toPrettyString());
      } else {
        print(plan);
      }
      return ExitCode.OK;
    }
  }

  private static void print(JsonNode plan) {
    JsonNode machine = plan.path("machine");
    System.out.printf(
        Locale.ROOT,
        "This machine: %d cores, %s of memory; model %s: %.1f pictures of 2 megapixels a second, a text in %.1f ms%n",
        machine.path("cores").asInt(0),
        Sizes.of(machine.path("memory").asLong(0)),
        plan.path("model").asString(""),
        machine.path("picturesASecond").asDouble(0),
        1000 * machine.path("text").asDouble(0));
    System.out.printf(
        Locale.ROOT,
        "%,d pictures with %s of memory: indexed in %s%n",
        plan.path("pictures").asLong(0),
        Sizes.of(plan.path("memory").asLong(0)),
        time(plan.path("indexing").asDouble(0)));
    for (JsonNode choice : plan.path("choices")) {
      boolean fits = choice.path("fits").asBoolean(false);
      System.out.printf(
          Locale.ROOT,
          "  %-8s  %7s on disk, %7s of memory: %s%n",
          choice.path("precision").asString(""),
          Sizes.of(choice.path("disk").asLong(0)),
          Sizes.of(choice.path("memory").asLong(0)),
          fits
              ? "a search takes about " + time(choice.path("search").asDouble(0))
              : "too much, searches would wait for the disk");
    }
    System.out.println(advice(plan));
  }

  private static String advice(JsonNode plan) {
    String advice = plan.path("advice").asString("");
    if (advice.isEmpty()) {
      return "Neither fits: give it more memory, or part the pictures over several machines.";
    }
    return advice.equals("float32")
        ? "It fits as it is."
        : "Make the collection before its first picture: pictor collections create photos --model %s --precision %s"
            .formatted(plan.path("model").asString(""), advice);
  }

  private static String time(double seconds) {
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.0f ms", 1000 * seconds);
    }
    if (seconds < 120) {
      return String.format(Locale.ROOT, "%.0f s", seconds);
    }
    if (seconds < 2 * 3600) {
      return String.format(Locale.ROOT, "%.0f min", seconds / 60);
    }
    return seconds < 48 * 3600
        ? String.format(Locale.ROOT, "%.0f h", seconds / 3600)
        : String.format(Locale.ROOT, "%.1f days", seconds / 86400);
  }
}
