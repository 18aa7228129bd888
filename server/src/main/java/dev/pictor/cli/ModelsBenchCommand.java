package dev.pictor.cli;

import dev.pictor.clip.ModelBench;
import dev.pictor.clip.ModelCatalog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "bench",
    header = "How fast models are on this machine, and which variant to use.",
    description = {
      "Of variants of one model (NAME, NAME-fp16, NAME-int8) the fastest is recommended whose vectors agree with the reference's.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor models bench",
      "  pictor models bench clip-vit-b-32 clip-vit-b-32-int8 --seconds 5",
      "",
      "Exit codes: 0 measured, 1 failed, 2 wrong command line."
    })
final class ModelsBenchCommand implements Callable<Integer> {

  /// Below it a variant finds other pictures than the reference does.
  private static final double LEAST_AGREEMENT = 0.98;

  /// Less gain is not worth vectors of one's own.
  private static final double LEAST_GAIN = 1.2;

  @Mixin LocalOptions local = new LocalOptions();

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Models (default: all).")
  List<String> names = List.of();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "3",
      description = "For each of four measurements (default: ${DEFAULT-VALUE}).")
  int seconds = 3;

  @Override
  public Integer call() {
    if (seconds < 1 || seconds > 600) {
      throw CommandFailed.wrongCommandLine("--seconds: %d (expected: 1 to 600)".formatted(seconds));
    }
    ModelsFolder models = ModelsFolder.of(local.place);
    ModelCatalog catalog = models.catalog();
    ModelBench bench = new ModelBench(models.device(), Duration.ofSeconds(seconds));
    Map<String, ModelBench.Speed> speeds = new LinkedHashMap<>();
    if (!local.json) {
      System.out.printf(
          "%-24s %8s %12s %12s %10s %10s%n",
          "model", "load", "one picture", "pictures/s", "one text", "texts/s");
    }
    for (String name :
        names.isEmpty()
            ? List.copyOf(catalog.names())
            : names.stream().map(models::resolve).toList()) {
      ModelBench.Speed speed = bench.measure(catalog, name);
      speeds.put(name, speed);
      if (!local.json) {
        System.out.println(line(name, speed));
      }
    }
    Map<String, String> advice = advice(bench, catalog, speeds);
    if (local.json) {
      System.out.println(
          ModelsCommand.JSON
              .valueToTree(Map.of("speeds", inSeconds(speeds), "advice", advice))
              .toPrettyString());
    } else {
      advice.values().forEach(System.out::println);
    }
    return ExitCode.OK;
  }

  private static String line(String name, ModelBench.Speed speed) {
    return String.format(
        Locale.ROOT,
        "%-24s %6.1f s %9.1f ms %12.1f %7.1f ms %10.1f",
        name,
        speed.load().toMillis() / 1e3,
        speed.picture().toNanos() / 1e6,
        speed.picturesASecond(),
        speed.text().toNanos() / 1e6,
        speed.textsASecond());
  }

  private static Map<String, Object> inSeconds(Map<String, ModelBench.Speed> speeds) {
    Map<String, Object> view = new LinkedHashMap<>();
    speeds.forEach(
        (name, speed) -> {
          Map<String, Object> each = new LinkedHashMap<>();
          each.put("load", speed.load().toNanos() / 1e9);
          each.put("picture", speed.picture().toNanos() / 1e9);
          each.put("picturesASecond", speed.picturesASecond());
          each.put("text", speed.text().toNanos() / 1e9);
          each.put("textsASecond", speed.textsASecond());
          view.put(name, each);
        });
    return view;
  }

  /// By the name of the reference, what to do about each of its variants that was measured, too.
  private static Map<String, String> advice(
      ModelBench bench, ModelCatalog catalog, Map<String, ModelBench.Speed> speeds) {
    Map<String, String> advice = new LinkedHashMap<>();
    speeds.forEach(
        (variant, speed) -> {
          String name = reference(variant).orElse("");
          ModelBench.Speed reference = speeds.get(name);
          if (reference != null) {
            double gain = speed.picturesASecond() / reference.picturesASecond();
            ModelBench.Agreement agreement = bench.agreement(catalog, name, variant);
            advice.put(variant, advice(name, variant, gain, agreement));
          }
        });
    return advice;
  }

  private static Optional<String> reference(String variant) {
    return List.of("-int8", "-fp16").stream()
        .filter(variant::endsWith)
        .map(ending -> variant.substring(0, variant.length() - ending.length()))
        .findFirst();
  }

  private static String advice(
      String reference, String variant, double gain, ModelBench.Agreement agreement) {
    double least = Math.min(agreement.pictures(), agreement.texts());
    boolean near = least >= LEAST_AGREEMENT;
    boolean faster = gain >= LEAST_GAIN;
    return String.format(
        Locale.ROOT,
        "%s: %.2f times the pictures a second of %s, vectors agree to %.3f (pictures) and %.3f (texts): %s",
        variant,
        gain,
        reference,
        agreement.pictures(),
        agreement.texts(),
        near && faster
            ? "use it."
            : near
                ? "no gain here, use " + reference + "."
                : "too far off, use " + reference + ".");
  }
}
