package dev.pictor.cli;

import dev.pictor.error.NotFound;
import dev.pictor.models.AddOptions;
import dev.pictor.models.AddedModel;
import dev.pictor.models.Download;
import dev.pictor.models.Hub;
import dev.pictor.models.KnownModel;
import dev.pictor.models.KnownModels;
import dev.pictor.models.Variant;
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
      "Stop it at any moment (Ctrl-C); the next run goes on where it stopped. HF_ENDPOINT names another hub, HF_TOKEN a token for"
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
      "Exit codes: 0 installed, 1 failed, 2 wrong command line."
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
      defaultValue = "main",
      description = "Of OWNER/REPOSITORY (default: ${DEFAULT-VALUE}).")
  String revision = "main";

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
    Optional<KnownModel> known = KnownModels.find(wanted);
    if (known.isEmpty() && !wanted.contains("/")) {
      throw unknown();
    }
    AddOptions options =
        known
            .map(model -> AddOptions.of(model, chosen))
            .orElseGet(() -> AddOptions.none().withVariant(chosen));
    if (name != null) {
      options = options.withName(name);
    }
    known
        .filter(model -> !model.commercialUse())
        .ifPresent(
            model ->
                System.err.printf(
                    "The licence of %s, %s, forbids commercial use.%n",
                    model.name(), model.licence()));
    Download download = Download.into(models.path(), hub);
    Path files;
    try (TransferLine line = TransferLine.onStandardError()) {
      files =
          known.isPresent()
              ? download.run(known.get(), chosen, line::advanced)
              : download.run(wanted, revision, chosen, line::advanced);
    }
    System.err.println("Fetched. Installing and testing it …");
    AddedModel added = models.installer().add(files, options);
    Folders.delete(files);
    ModelsAddCommand.tell(added, local.json);
    return ExitCode.OK;
  }

  private NotFound unknown() {
    return new NotFound(
        "%s: no model that is known (expected: one of %s, or OWNER/REPOSITORY)"
            .formatted(
                wanted,
                String.join(", ", KnownModels.all().stream().map(KnownModel::name).toList())));
  }
}
