package dev.pictor.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options of the commands that ask a server.
final class CommonOptions {

  @Mixin DataOptions place = new DataOptions();

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "A running server to use, such as%nhttp://localhost:9001 (environment: PICTOR_URL).")
  @Nullable String url;

  @Option(
      names = "--ca",
      paramLabel = "FILE",
      defaultValue = "${env:PICTOR_CA}",
      description =
          "Certificates, in PEM, that vouch for an https:// server (environment: PICTOR_CA).")
  @Nullable Path ca;

  @Option(
      names = "--api-key",
      paramLabel = "KEY",
      description = "The key that server asks for (better: environment PICTOR_API_KEY).")
  @Nullable String apiKey;

  @Option(names = "--json", description = "Print JSON, for scripts.")
  boolean json;
}
