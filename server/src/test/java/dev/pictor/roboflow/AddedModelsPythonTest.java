package dev.pictor.roboflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.clients.Programs;
import dev.pictor.http.Json;
import dev.pictor.server.PictorServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Roboflow's published client against a server with models of every layout that can be added.
/// Needs Python 3.11 or newer and a package index; run with `-Plong`.
@Tag("python")
class AddedModelsPythonTest {

  private static final Path CORE =
      Path.of("../core/src/test/resources/dev/pictor").toAbsolutePath().normalize();
  private static final Path SCRIPT =
      Path.of("src/test/clients/python/added_models.py").toAbsolutePath();
  private static final Path REQUIREMENTS =
      Path.of("../examples/tutorial/requirements.txt").toAbsolutePath();
  private static final String KEY = "a-key-for-tests";

  @TempDir static Path temp;

  @Test
  void everyCallWorksWithEveryAddedModel() throws Exception {
    Path python = Programs.python("roboflow", REQUIREMENTS);
    try (PictorServer server =
        AddedModelsServer.start(temp, builder -> builder.apiKeys(List.of(KEY)))) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  python.toString(),
                  SCRIPT.toString(),
                  CORE.resolve("models/golden/embeddings.json").toString(),
                  CORE.resolve("image/golden").toString()));
      AddedModelsServer.ALL.forEach(each -> command.add(each.name() + "=" + each.alias()));
      String address = "http://127.0.0.1:" + server.port();
      String output =
          Programs.run(temp, Map.of("PICTOR_URL", address, "PICTOR_API_KEY", KEY), command);

      JsonNode worst =
          Json.read(output.substring(output.indexOf('{')).getBytes(StandardCharsets.UTF_8));
      assertThat(worst.size()).isEqualTo(2 * AddedModelsServer.ALL.size());
      worst.forEach(each -> assertThat(each.doubleValue()).isLessThan(1e-5));
    }
  }
}
