package dev.pictor.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The value of `--filter`. Stateless.
final class FilterOption {

  private FilterOption() {}

  /// @throws ParameterException of the command when it is not JSON
  static JsonNode parse(CommandSpec command, String text) {
    try {
      return JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      throw new ParameterException(
          command.commandLine(),
          "--filter: %s (expected: JSON, for example '{\"folder\": \"2024\"}')".formatted(text));
    }
  }
}
