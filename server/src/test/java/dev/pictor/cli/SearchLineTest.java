package dev.pictor.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchLineTest {

  @Test
  void quotationMarksThatTheShellTookAwayComeBack() {
    assertThat(SearchLine.of(List.of("2*red car", "+", "photo.jpg", "-", "people")))
        .isEqualTo("2*\"red car\" + photo.jpg - people");
    assertThat(SearchLine.of(List.of("a red car", "words:tax 2024", "folder:my pictures")))
        .isEqualTo("\"a red car\" words:\"tax 2024\" folder:\"my pictures\"");
    assertThat(SearchLine.of(List.of("a", "red", "car"))).isEqualTo("a red car");
    assertThat(SearchLine.of(List.of("a red car - people"))).isEqualTo("a red car - people");
  }

  @Test
  void filesOfTheLineAreSentAlong(@TempDir Path folder) throws IOException {
    Path photo = Files.write(folder.resolve("my photo.jpg"), new byte[] {1, 2});
    assertThat(SearchLine.pictures("a cat + \"%s\" - id.jpg".formatted(photo)).toString())
        .isEqualTo("{\"%s\":{\"type\":\"base64\",\"value\":\"AQI=\"}}".formatted(photo));
    assertThatThrownBy(() -> SearchLine.pictures("a cat -"))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("query, character 7: -");
  }
}
