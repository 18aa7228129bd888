package dev.pictor.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "upload",
    header = "Send pictures to a collection, which keeps them itself.",
    description = {
      "They live beside the pictures of the folders and stay until they are deleted.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor upload cat.jpg dog.jpg",
      "  pictor upload cat.jpg --id cat --collection work",
      "  pictor upload --delete cat --collection work",
      "",
      "Exit codes: 0 all done, 1 failed, 2 wrong command line."
    })
final class UploadCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.builder().build();

  @Mixin CommonOptions common = new CommonOptions();
  @Mixin FoldersCommand.Target target = new FoldersCommand.Target();

  @Parameters(paramLabel = "FILE", arity = "0..*", description = "Pictures.")
  List<Path> files = List.of();

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "The id of the one picture; else each gets one by its content.")
  @Nullable String id;

  @Option(
      names = "--delete",
      paramLabel = "ID",
      description = "Delete an uploaded picture. May be given more than once.")
  List<String> deletions = List.of();

  @Override
  public Integer call() {
    if (files.isEmpty() == deletions.isEmpty()) {
      throw CommandFailed.wrongCommandLine(
          "Name pictures to send, or ids to delete: pictor upload FILE");
    }
    if (id != null && files.size() != 1) {
      throw CommandFailed.wrongCommandLine(
          "--id %s: %d files (expected: one)".formatted(id, files.size()));
    }
    String path = "/api/v1/collections/" + ApiClient.segment(target.collection) + "/images";
    try (Connection connection = Connection.open(common)) {
      for (Path file : files) {
        JsonNode made = connection.client().post(path, request(file));
        System.out.println(
            common.json ? made.toPrettyString() : file + "  " + made.path("id").asString(""));
      }
      for (String each : deletions) {
        JsonNode _ = connection.client().delete(path + "/" + ApiClient.segment(each));
      }
      return ExitCode.OK;
    }
  }

  private ObjectNode request(Path file) {
    ObjectNode body = JSON.createObjectNode();
    if (id != null) {
      body.put("id", id);
    }
    try {
      body.put("filename", file.getName(file.getNameCount() - 1).toString())
          .putObject("image")
          .put("type", "base64")
          .put("value", Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new CommandFailed("%s: cannot be read (%s)".formatted(file, e));
    }
    return body;
  }
}
