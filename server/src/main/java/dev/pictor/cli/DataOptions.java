package dev.pictor.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where data and settings lie.
final class DataOptions {

  @Option(
      names = "--data",
      paramLabel = "FOLDER",
      description = "Where Pictor keeps its data (default: ~/.pictor).")
  @Nullable Path data;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      defaultValue = "${env:PICTOR_CONFIG}",
      description = "A YAML file of settings (environment: PICTOR_CONFIG).")
  @Nullable Path config;
}
