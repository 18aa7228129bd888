package dev.pictor.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// NOTICE names the licence of everything that this module brings to a class path.
class ModuleNoticeTest {

  /// As Maven resolved them just now; written by the build before the tests.
  private static final Path ARTEFACTS = Path.of("target", "run-time-artefacts.txt");

  @Test
  void everyArtefactIsNamedWithItsLicence() throws IOException {
    List<String> named = found("(?m)^  ([\\w.*-]+:[\\w.*-]+)  +\\w", Path.of("..", "NOTICE"));
    List<String> artefacts = found("(?m)^ +([\\w.-]+:[\\w.-]+):jar:", ARTEFACTS);
    assertThat(artefacts).contains("dev.langchain4j:langchain4j-core", "dev.pictor:pictor-core");
    assertThat(artefacts)
        .filteredOn(each -> !each.startsWith("dev.pictor:"))
        .filteredOn(each -> named.stream().noneMatch(name -> matches(name, each)))
        .isEmpty();
  }

  private static boolean matches(String name, String artefact) {
    return artefact.matches(name.replace(".", "\\.").replace("*", ".*"));
  }

  private static List<String> found(String pattern, Path file) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
