package dev.pictor.cli;

import dev.pictor.models.CheckReport;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    header = "Read every file of models, compare its digest, and test their vectors.",
    footer = {
      "",
      "Examples:",
      "  pictor models check",
      "  pictor models check clip-vit-b-32",
      "",
      "Exit codes: 0 all sound, 1 something is damaged (it is named), 2 wrong command line."
    })
final class ModelsCheckCommand implements Callable<Integer> {

  @Mixin LocalOptions local = new LocalOptions();

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Models (default: all).")
  List<String> names = List.of();

  @Override
  public Integer call() {
    ModelsFolder models = ModelsFolder.of(local.place);
    List<CheckReport> reports = new ArrayList<>();
    for (String name :
        names.isEmpty()
            ? List.copyOf(models.catalog().names())
            : names.stream().map(models::resolve).toList()) {
      CheckReport report = models.installer().check(name);
      reports.add(report);
      if (!local.json) {
        System.out.printf("%s: %s%n", name, said(report));
      }
    }
    if (local.json) {
      System.out.println(ModelsCommand.JSON.valueToTree(reports).toPrettyString());
    }
    if (reports.stream().allMatch(CheckReport::sound)) {
      return ExitCode.OK;
    }
    System.err.println(
        "What is damaged is mended by `pictor models remove NAME` and pulling or adding it again.");
    return ExitCode.FAILED;
  }

  private static String said(CheckReport report) {
    return report.sound()
        ? "sound (%d files, vectors as they should be)".formatted(report.files())
        : "DAMAGED: " + String.join("; ", report.problems());
  }
}
