package dev.pictor.cli;

import dev.pictor.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Has all pictures of a collection tagged, and tells how far that is. Stateless.
final class TagCollection {

  private TagCollection() {}

  /// @param words the fields of a request that say which words there are
  static int run(ApiClient client, String collection, ObjectNode words, boolean json) {
    ObjectNode request = words.deepCopy().put("type", "tag").put("collection", collection);
    JsonNode job = follow(client, begin(client, collection, request));
    String state = job.path("state").asString("");
    if (state.equals("failed")) {
      throw new CommandFailed(job.path("error").asString("the job failed"));
    }
    if (json) {
      System.out.println(job.toPrettyString());
    } else {
      print(job);
    }
    return state.equals("finished") ? ExitCode.OK : ExitCode.FAILED;
  }

  private static String begin(ApiClient client, String collection, ObjectNode request) {
    try {
      return client.post("/api/v1/jobs", request).path("id").asString("");
    } catch (CommandFailed e) {
      if (e.isNotFound(ErrorCode.COLLECTION_MISSING)) {
        throw new CommandFailed(
            "%s: no such file, and no collection of this name. See: pictor collections list"
                .formatted(collection));
      }
      throw e;
    }
  }

  private static JsonNode follow(ApiClient client, String id) {
    String path = "/api/v1/jobs/" + ApiClient.segment(id);
    ProgressLine line = ProgressLine.onStandardError();
    client.events(path + "/events", event -> line.showRecords(event.path("progress")));
    line.end();
    return client.get(path);
  }

  private static void print(JsonNode job) {
    JsonNode progress = job.path("progress");
    System.out.printf(
        "%d pictures: %d tagged, %d without a fitting word, %d unchanged (vocabulary %s, version %s, %s)%n",
        progress.path("total").asLong(0),
        progress.path("tagged").asLong(0),
        progress.path("without").asLong(0),
        progress.path("unchanged").asLong(0),
        progress.path("vocabulary").asString(""),
        progress.path("version").asString(""),
        ProgressLine.duration(progress.path("elapsed").asDouble(0)));
    if (!job.path("state").asString("").equals("finished")) {
      System.out.println("Stopped; the next run goes on from here.");
    }
  }

  /// @throws CommandFailed when the file cannot be read
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailed("%s: no such file".formatted(file));
    } catch (CharacterCodingException e) {
      throw new CommandFailed("%s: not in UTF-8 (expected: a text in UTF-8)".formatted(file));
    } catch (IOException e) {
      throw new CommandFailed("%s: cannot be read: %s".formatted(file, e));
    }
  }
}
