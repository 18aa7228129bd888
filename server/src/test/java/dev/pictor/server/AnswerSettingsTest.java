package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.vision.VisionSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How a vision model is named to a server.
class AnswerSettingsTest {

  private static final String URL = "http://localhost:11434/v1";
  private static final String KEY = "sk-secret-of-the-operator";

  private static ServerConfig of(Map<String, String> environment) {
    return ConfigSources.resolve(Optional.empty(), environment, Map.of());
  }

  @Test
  void withoutSettingsThereIsNoModel() {
    assertThat(ServerConfig.defaults().vision()).isEmpty();
    assertThat(ServerConfig.defaults().answerPictures()).isEqualTo(4);
  }

  @Test
  void fileAndEnvironmentNameTheModel(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("pictor.yaml");
    Files.writeString(
        file,
        "answer-url: %s\nanswer-model: qwen2.5vl\nanswer-timeout: 30\nanswer-pictures: 6\n"
            .formatted(URL));

    ServerConfig config =
        ConfigSources.resolve(Optional.of(file), Map.of("PICTOR_ANSWER_KEY", KEY), Map.of());

    assertThat(config.vision())
        .hasValue(new VisionSettings(URI.create(URL), "qwen2.5vl", KEY, Duration.ofSeconds(30)));
    assertThat(config.answerPictures()).isEqualTo(6);
    assertThat(config.toString()).contains("qwen2.5vl").doesNotContain(KEY);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          localhost:11434/v1           | m | | answer-url: localhost:11434/v1 (expected: an address
          http://me:secret@host/v1     | m | | answer-url: http://***@host/v1
          http://localhost/v1?key=1    | m | | answer-url
          http://localhost/v1          |   | | answer-model: none, but answer-url is set
                                       | m | | answer-url: none, but answer-model is set
          http://localhost/v1          | m | a b | answer-key: ***
          """)
  void wrongSettingsAreRefusedByName(String url, String model, String key, String message) {
    ServerConfigBuilder builder =
        ServerConfig.builder()
            .answerUrl(url == null ? "" : url)
            .answerModel(model == null ? "" : model)
            .answerKey(key == null ? "" : key);

    assertThatThrownBy(builder::build).hasMessageContaining(message);
  }

  @Test
  void aTimeoutOrANumberOfPicturesThatMakesNoSenseIsRefused() {
    assertThatThrownBy(() -> of(Map.of("PICTOR_ANSWER_TIMEOUT", "0")))
        .hasMessage("answer-timeout: PT0S (expected: more than 0)");
    assertThatThrownBy(() -> of(Map.of("PICTOR_ANSWER_PICTURES", "17")))
        .hasMessage("answer-pictures: 17 (expected: 1 to 16)");
  }
}
