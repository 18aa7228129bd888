package dev.pictor.cli;

import dev.pictor.models.AddOptions;
import dev.pictor.models.AddedModel;
import dev.pictor.models.InstalledModel;
import dev.pictor.models.Variant;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "add",
    header = "Install a model from files.",
    description = {
      "Reads the layouts of transformers.js and Optimum, of Immich and of Roboflow's cache, visual.onnx and textual.onnx with a"
          + " configuration, and Pictor's own. The files are copied, and the model is tested before it gets its name.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor models add ~/Downloads/clip-vit-base-patch32",
      "  pictor models add model.zip --name my-clip --languages en,zh",
      "  pictor models add /tmp/cache/clip/ViT-B-32 --alias ViT-B-32",
      "",
      "Exit codes: 0 installed, 1 failed, 2 wrong command line."
    })
final class ModelsAddCommand implements Callable<Integer> {

  @Mixin LocalOptions local = new LocalOptions();

  @Parameters(paramLabel = "FOLDER|ZIP", description = "Where its files are.")
  Path source = Path.of("");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call it (default: after the folder).")
  @Nullable String name;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description =
          "A further name under which it answers, such as ViT-B-32; may be given more than once.")
  List<String> aliases = List.of();

  @Option(
      names = "--variant",
      paramLabel = "VARIANT",
      description = "fp32, fp16 or int8, when the folder has several (default: the first of them).")
  @Nullable String variant;

  @Option(
      names = "--languages",
      paramLabel = "CODES",
      split = ",",
      description = "Of its texts, such as en,zh (default: what the files say).")
  List<String> languages = List.of();

  @Option(
      names = "--licence",
      paramLabel = "TEXT",
      description = "Of its weights (default: what the files say).")
  @Nullable String licence;

  @Override
  public Integer call() {
    AddOptions options = AddOptions.none().withAliases(aliases).withLanguages(languages);
    if (name != null) {
      options = options.withName(name);
    }
    if (variant != null) {
      options = options.withVariant(Variant.parse(variant));
    }
    if (licence != null) {
      options = options.withLicence(licence);
    }
    AddedModel added = ModelsFolder.of(local.place).installer().add(source, options);
    tell(added, local.json);
    List<String> missing = new ArrayList<>(aliases);
    missing.removeAll(added.model().manifest().aliases());
    if (!missing.isEmpty()) {
      throw new CommandFailed(
          "--alias: %s was installed before, without %s. Remove it and add it again, or start the server with --model-alias %s=%s"
              .formatted(
                  added.model().name(),
                  String.join(", ", missing),
                  missing.getFirst(),
                  added.model().name()));
    }
    return ExitCode.OK;
  }

  static void tell(AddedModel added, boolean json) {
    tell(added.model(), Optional.of(added.layout()), added.alreadyThere(), json);
  }

  /// @param layout that its files had, when they were looked at
  static void tell(
      InstalledModel model, Optional<String> layout, boolean alreadyThere, boolean json) {
    if (json) {
      Map<String, Object> facts = new LinkedHashMap<>();
      facts.put("name", model.name());
      layout.ifPresent(each -> facts.put("layout", each));
      facts.put("alreadyThere", alreadyThere);
      facts.put("dimension", model.manifest().dimension());
      facts.put("fingerprint", model.fingerprint().hex());
      facts.put("bytes", model.bytes());
      System.out.println(ModelsCommand.JSON.valueToTree(facts).toPrettyString());
      return;
    }
    System.out.printf(
        "%s %s: %d numbers, %s%s.%n",
        model.name(),
        alreadyThere ? "was installed already" : "is installed and passed its test",
        model.manifest().dimension(),
        Sizes.of(model.bytes()),
        layout.map(each -> " (" + each + ")").orElse(""));
    System.out.printf(
        "Use it: pictor serve --model %s, or clip_version_id %s in the Roboflow API.%n",
        model.name(), model.manifest().aliases().stream().findFirst().orElse(model.name()));
  }
}
