package dev.pictor.cli;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.files.Folders;
import dev.pictor.models.AddOptions;
import dev.pictor.models.AddedModel;
import dev.pictor.models.Download;
import dev.pictor.models.Hub;
import dev.pictor.models.InstalledModel;
import dev.pictor.models.KnownModel;
import dev.pictor.models.KnownModels;
import dev.pictor.models.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "pull",
    header = "Fetch a model from a hub and install it.",
    description = {
      "Stop it at any moment (Ctrl-C); the next run goes on where it stopped. What is installed already is not fetched again. HF_ENDPOINT names another hub, HF_TOKEN a token for"
          + " repositories that are not public.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor models pull clip-vit-b-32",
      "  pictor models pull siglip2-base --variant int8",
      "  pictor models pull clip-vit-b-32 --from https://hub.example.org",
      "  pictor models pull clip-vit-b-32 --from /media/usb/models",
      "  pictor models pull owner/repository --name my-clip",
      "",
      "Exit codes: 0 installed, now or before, 1 failed, 2 wrong command line."
    })
final class ModelsPullCommand implements Callable<Integer> {

  @Mixin LocalOptions local = new LocalOptions();

  @Parameters(
      paramLabel = "NAME",
      description = "A model of `pictor models list`, or OWNER/REPOSITORY of the hub.")
  String wanted = "";

  @Option(
      names = "--variant",
      paramLabel = "VARIANT",
      defaultValue = "fp32",
      description = "fp32, fp16 or int8 (default: ${DEFAULT-VALUE}).")
  String variant = "fp32";

  @Option(
      names = "--from",
      paramLabel = "URL|FOLDER",
      description = "Another hub or file server, or a folder that has the files.")
  @Nullable String from;

  @Option(
      names = "--revision",
      paramLabel = "REVISION",
      description = "Branch, tag or commit of OWNER/REPOSITORY (default: main).")
  @Nullable String revision;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "What to call it here (default: its own name).")
  @Nullable String name;

  @Override
  public Integer call() {
    ModelsFolder models = ModelsFolder.of(local.place);
    Hub hub = from == null ? Hub.of(System.getenv()) : Hub.of(System.getenv(), from);
    Variant chosen = Variant.parse(variant);
    Optional<KnownModel> known = known();
    AddOptions options =
        known
            .map(model -> AddOptions.of(model, chosen))
            .orElseGet(() -> AddOptions.none().withVariant(chosen).withName(nameOf(chosen)));
    if (name != null) {
      options = options.withName(name);
    }
    Optional<InstalledModel> there =
        models.installer().installed(options.name().orElseThrow()).filter(each -> is(known, each));
    if (there.isPresent()) {
      ModelsAddCommand.tell(there.get(), Optional.empty(), true, local.json);
      return ExitCode.OK;
    }
    known.ifPresent(ModelsPullCommand::warn);
    Path files = fetch(Download.into(models.path(), hub), known, chosen);
    System.err.println("Fetched. Installing and testing it …");
    AddedModel added = models.installer().add(files, options);
    delete(files);
    ModelsAddCommand.tell(added, local.json);
    return ExitCode.OK;
  }

  private static void delete(Path files) {
    try {
      Folders.delete(files);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A revision asks for other files than those that are known.
  private Optional<KnownModel> known() {
    Optional<KnownModel> known =
        revision == null || !wanted.contains("/") ? KnownModels.find(wanted) : Optional.empty();
    if (known.isEmpty() && !wanted.contains("/")) {
      throw unknown();
    }
    if (known.isPresent() && revision != null) {
      throw CommandFailed.wrongCommandLine(
          "--revision: %s (expected: only with OWNER/REPOSITORY; %s is pinned to one)"
              .formatted(revision, known.get().name()));
    }
    return known;
  }

  /// Variants of a repository have different vectors, so each has a name, as those that are known.
  private String nameOf(Variant chosen) {
    String own = Download.nameOf(wanted);
    return chosen == Variant.FP32 ? own : own + "-" + chosen.wireName();
  }

  /// Whether what is installed under the name can be the model that is asked for.
  private static boolean is(Optional<KnownModel> known, InstalledModel installed) {
    int dimension = installed.manifest().dimension();
    if (known.isPresent() && known.get().dimension() != dimension) {
      throw new Conflict(
          "name: %s is the name of another model, of %d numbers (expected: %d). Choose one with --name, or remove the other first: pictor models remove %s"
              .formatted(installed.name(), dimension, known.get().dimension(), installed.name()));
    }
    return true;
  }

  private static void warn(KnownModel model) {
    if (!model.commercialUse()) {
      System.err.printf(
          "The licence of %s, %s, forbids commercial use.%n", model.name(), model.licence());
    }
  }

  private Path fetch(Download download, Optional<KnownModel> known, Variant chosen) {
    try (TransferLine line = TransferLine.onStandardError()) {
      return known.isPresent()
          ? download.run(known.get(), chosen, line::advanced)
          : download.run(wanted, revision == null ? "main" : revision, chosen, line::advanced);
    }
  }

  private NotFound unknown() {
    return new NotFound(
        "%s: no model that is known (expected: one of %s, or OWNER/REPOSITORY)"
            .formatted(
                wanted,
                String.join(", ", KnownModels.all().stream().map(KnownModel::name).toList())));
  }
}
