package dev.pictor.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Options that every command has.
final class CommonOptions {

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

  @Option(
      names = "--url",
      paramLabel = "URL",
      description = "A running server to use, for example http://localhost:9001.")
  @Nullable String url;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description = "The key that server asks for (better: environment PICTOR_API_KEY).")
  @Nullable String apiKey;

  @Option(names = "--json", description = "Print JSON, for scripts.")
  boolean json;
}
