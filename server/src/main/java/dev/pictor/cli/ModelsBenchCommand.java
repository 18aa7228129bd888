package dev.pictor.cli;

import dev.pictor.clip.ModelBench;
import dev.pictor.clip.ModelCatalog;
import dev.pictor.clip.ModelManifest;
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
      "Of variants of one model (NAME, NAME-fp16, NAME-int8) it tells how much faster they are and how near their vectors are to NAME's, and"
          + " recommends one that is at least 1.2 times as fast and agrees to 0.98. Let nothing else run meanwhile.",
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
    List<String> wanted = wanted(models);
    wanted.forEach(catalog::manifest); // a mistyped name is told before the first measurement
    ModelBench bench = new ModelBench(models.device(), Duration.ofSeconds(seconds));
    Map<String, ModelBench.Speed> speeds = new LinkedHashMap<>();
    if (!local.json) {
      System.out.printf(
          "%-24s %8s %12s %12s %10s %10s%n",
          "model", "load", "one picture", "pictures/s", "one text", "texts/s");
    }
    for (String name : wanted) {
      ModelBench.Speed speed = bench.measure(catalog, name);
      speeds.put(name, speed);
      if (!local.json) {
        System.out.println(line(name, speed));
      }
    }
    Map<String, Advice> advice = advice(bench, catalog, speeds);
    if (local.json) {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("speeds", inSeconds(speeds));
      view.put("advice", advice);
      System.out.println(ModelsCommand.JSON.valueToTree(view).toPrettyString());
    } else {
      advice.forEach((variant, each) -> System.out.println(variant + ": " + each.sentence()));
    }
    return ExitCode.OK;
  }

  /// Those that are named, else all that can be read.
  private List<String> wanted(ModelsFolder models) {
    if (!names.isEmpty()) {
      return names.stream().map(models::resolve).distinct().toList();
    }
    models
        .catalog()
        .broken()
        .forEach((name, reason) -> System.err.printf("%s: broken: %s%n", name, reason));
    return models.catalog().list().stream().map(ModelManifest::name).toList();
  }

  /// What to do about a variant.
  ///
  /// @param use the model to use: the variant or its reference
  /// @param gain pictures a second by those of the reference
  /// @param pictures how near the vectors are: mean cosine
  /// @param texts likewise
  private record Advice(
      String reference, String use, double gain, double pictures, double texts, String sentence) {}

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

  /// What to do about each variant whose reference was measured, too.
  private static Map<String, Advice> advice(
      ModelBench bench, ModelCatalog catalog, Map<String, ModelBench.Speed> speeds) {
    Map<String, Advice> advice = new LinkedHashMap<>();
    speeds.forEach(
        (variant, speed) -> {
          String name = reference(variant).orElse("");
          ModelBench.Speed reference = speeds.get(name);
          if (reference != null) {
            double gain = speed.picturesASecond() / reference.picturesASecond();
            advice.put(
                variant, advice(name, variant, gain, bench.agreement(catalog, name, variant)));
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

  private static Advice advice(
      String reference, String variant, double gain, ModelBench.Agreement agreement) {
    boolean near = Math.min(agreement.pictures(), agreement.texts()) >= LEAST_AGREEMENT;
    String use = near && gain >= LEAST_GAIN ? variant : reference;
    String verdict = !near ? "too far off, " : use.equals(reference) ? "no gain here, " : "";
    return new Advice(
        reference,
        use,
        gain,
        agreement.pictures(),
        agreement.texts(),
        String.format(
            Locale.ROOT,
            "%.2f times the pictures a second of %s, vectors agree to %.3f (pictures) and %.3f (texts): %suse %s.",
            gain,
            reference,
            agreement.pictures(),
            agreement.texts(),
            verdict,
            use));
  }
}
