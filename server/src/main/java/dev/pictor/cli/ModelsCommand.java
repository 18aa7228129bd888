package dev.pictor.cli;

import static java.util.stream.Collectors.joining;

import dev.pictor.clip.ModelManifest;
import dev.pictor.clip.ModelManifest.PictureTower;
import dev.pictor.clip.ModelManifest.TextTower;
import dev.pictor.models.InstalledModel;
import dev.pictor.models.KnownModel;
import dev.pictor.models.KnownModels;
import dev.pictor.models.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "models",
    header = "Bring, add, check and compare the models that turn pictures and texts into vectors.",
    subcommands = {
      ModelsCommand.ListModels.class,
      ModelsCommand.Describe.class,
      ModelsPullCommand.class,
      ModelsAddCommand.class,
      ModelsRemoveCommand.class,
      ModelsCheckCommand.class,
      ModelsBenchCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Examples:",
      "  pictor models list",
      "  pictor models pull clip-vit-b-32",
      "  pictor models add ~/Downloads/my-clip --name my-clip",
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong command line."
    })
final class ModelsCommand {

  static final JsonMapper JSON = JsonMapper.shared();

  private ModelsCommand() {}

  @Command(
      name = "list",
      header = "The installed models, and those that pull knows.",
      footer = {
        "",
        "Examples:",
        "  pictor models list",
        "  pictor models list --json",
        "",
        "Exit codes: 0 listed, 1 failed, 2 wrong command line."
      })
  static final class ListModels implements Callable<Integer> {

    @Mixin CommonOptions common = new CommonOptions();

    @Override
    public Integer call() {
      try (Connection connection = Connection.open(common)) {
        JsonNode answer = connection.client().get("/api/v1/models");
        if (common.json) {
          System.out.println(withKnown(answer).toPrettyString());
        } else {
          print(answer);
        }
        return ExitCode.OK;
      }
    }

    private static void print(JsonNode answer) {
      String byDefault = answer.path("default").asString("");
      List<String> installed = new ArrayList<>();
      for (JsonNode model : answer.path("models")) {
        String name = model.path("name").asString("");
        installed.add(name);
        List<String> languages = new ArrayList<>();
        model.path("languages").forEach(language -> languages.add(language.asString("")));
        System.out.printf(
            "%-24s %4d numbers  %s%s%n",
            name,
            model.path("dimension").asInt(0),
            String.join(", ", languages),
            name.equals(byDefault) ? "  (default)" : "");
      }
      answer
          .path("broken")
          .forEachEntry(
              (name, reason) -> System.out.printf("%-24s broken: %s%n", name, reason.asString("")));
      System.out.printf("%nTo be had with `pictor models pull NAME`:%n");
      for (KnownModel known : KnownModels.all()) {
        if (!installed.contains(known.name())) {
          System.out.printf(
              "%-24s %4d numbers  %6s  %s: %s%n",
              known.name(),
              known.dimension(),
              size(known, Variant.FP32),
              String.join(", ", known.languages()),
              known.purpose());
        }
      }
    }

    /// The server's answer and what can be pulled, which the server does not care about.
    private static JsonNode withKnown(JsonNode answer) {
      List<Map<String, Object>> known = KnownModels.all().stream().map(Describe::of).toList();
      return ((ObjectNode) answer).set("known", JSON.valueToTree(known));
    }
  }

  static String size(KnownModel model, Variant variant) {
    OptionalLong bytes = model.bytes(variant);
    return bytes.isPresent() ? Sizes.of(bytes.getAsLong()) : "";
  }

  @Command(
      name = "info",
      header = "Everything about a model, installed or known.",
      footer = {
        "",
        "Examples:",
        "  pictor models info pocket",
        "  pictor models info clip-vit-l-14 --json",
        "",
        "Exit codes: 0 printed, 1 no such model, 2 wrong command line."
      })
  static final class Describe implements Callable<Integer> {

    @Mixin LocalOptions local = new LocalOptions();

    @Parameters(paramLabel = "NAME", description = "The model.")
    String name = "";

    @Override
    public Integer call() {
      ModelsFolder models = ModelsFolder.of(local.place);
      Optional<String> installed = models.catalog().called(name);
      Map<String, Object> facts =
          installed.isPresent()
              ? of(models.installer().info(installed.get()))
              : of(KnownModels.get(name));
      if (local.json) {
        System.out.println(JSON.valueToTree(facts).toPrettyString());
      } else {
        facts.forEach(Describe::print);
      }
      return ExitCode.OK;
    }

    /// What is not there is not said.
    private static void print(String key, Object value) {
      String text =
          switch (value) {
            case Collection<?> all -> all.stream().map(String::valueOf).collect(joining(", "));
            case Map<?, ?> all ->
                all.entrySet().stream()
                    .map(each -> each.getKey() + ": " + each.getValue())
                    .collect(joining("; "));
            case Long bytes -> Sizes.of(bytes);
            default -> value.toString();
          };
      if (!text.isEmpty()) {
        System.out.printf("%-13s %s%n", key, text);
      }
    }

    private static Map<String, Object> of(InstalledModel model) {
      ModelManifest manifest = model.manifest();
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("name", model.name());
      facts.put("installed", model.folder().map(Path::toString).orElse("with the program"));
      facts.put("aliases", manifest.aliases());
      facts.put("dimension", manifest.dimension());
      facts.put("languages", manifest.languages());
      facts.put("pictures", pictures(manifest.picture()));
      facts.put("texts", manifest.texts().stream().map(Describe::texts).toList());
      facts.put(
          "confidence",
          manifest.background().isPresent() ? "calibrated" : "unknown, it is not calibrated");
      facts.put("fingerprint", model.fingerprint().hex());
      facts.put("licences", new TreeMap<>(manifest.licences()));
      model.folder().ifPresent(_ -> facts.put("size", model.bytes()));
      return facts;
    }

    private static String pictures(PictureTower tower) {
      return "%d x %d, %s, %s"
          .formatted(
              tower.size(),
              tower.size(),
              switch (tower.resize()) {
                case SQUASH -> "squashed";
                case CENTRE_CROP -> "the middle, shorter side " + tower.resizeTo();
              },
              switch (tower.filter()) {
                case BICUBIC -> "bicubic";
                case BILINEAR -> "bilinear";
              });
    }

    private static String texts(TextTower tower) {
      return "%s: up to %d tokens".formatted(tower.language(), tower.encoder().maxTokens());
    }

    private static Map<String, Object> of(KnownModel model) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("name", model.name());
      facts.put("installed", "no; pictor models pull " + model.name());
      facts.put("aliases", model.aliases());
      facts.put("purpose", model.purpose());
      facts.put("dimension", model.dimension());
      facts.put("languages", model.languages());
      facts.put("texts", List.of("up to %d tokens".formatted(model.maxTokens())));
      facts.put(
          "licences",
          Map.of("weights", model.licence() + (model.commercialUse() ? "" : " (not commercial)")));
      facts.put("from", model.repository() + "@" + model.revision());
      Map<String, Object> variants = new LinkedHashMap<>();
      model.variants().forEach(each -> variants.put(each.wireName(), size(model, each)));
      facts.put("variants", variants);
      return facts;
    }
  }
}
