package dev.pictor.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options of the commands that work on this machine's data folder without a server.
final class LocalOptions {

  @Mixin DataOptions place = new DataOptions();

  @Option(names = "--json", description = "Print JSON, for scripts.")
  boolean json;
}
