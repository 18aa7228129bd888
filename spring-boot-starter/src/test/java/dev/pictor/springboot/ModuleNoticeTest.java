package dev.pictor.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// NOTICE names the licence of everything that this module and its optional parts bring to a class
/// path, and below the program's libraries of nothing else.
class ModuleNoticeTest {

  /// As Maven resolved them just now; written by the build before the tests.
  private static final Path ARTEFACTS = Path.of("target", "run-time-artefacts.txt");

  private static final String FURTHER = "\nFurther libraries\n";
  private static final String OF_SPARK = "\nWhat pictor-spark runs on\n";

  @Test
  void everyArtefactIsNamedWithItsLicence() throws IOException {
    List<String> named = named(notice());
    assertThat(artefacts())
        .filteredOn(each -> !each.startsWith("dev.pictor:"))
        .filteredOn(each -> named.stream().noneMatch(name -> matches(name, each)))
        .isEmpty();
  }

  @Test
  void nothingMoreIsNamedBelowTheProgramsLibraries() throws IOException {
    List<String> artefacts = artefacts();
    assertThat(named(notice().substring(notice().indexOf(FURTHER), notice().indexOf(OF_SPARK))))
        .isNotEmpty()
        .filteredOn(name -> artefacts.stream().noneMatch(each -> matches(name, each)))
        .isEmpty();
  }

  private static String notice() throws IOException {
    return Files.readString(Path.of("..", "NOTICE"));
  }

  private static List<String> named(String notice) {
    return found("(?m)^  ([\\w.*-]+:[\\w.*-]+)  +\\w", notice);
  }

  private static List<String> artefacts() throws IOException {
    List<String> all = found("(?m)^ +([\\w.-]+:[\\w.-]+):jar:", Files.readString(ARTEFACTS));
    assertThat(all).contains("dev.pictor:pictor-core", "dev.pictor:pictor-spring-ai");
    return all;
  }

  private static boolean matches(String name, String artefact) {
    return artefact.matches(name.replace(".", "\\.").replace("*", ".*"));
  }

  private static List<String> found(String pattern, String content) {
    return Pattern.compile(pattern)
        .matcher(content)
        .results()
        .map(result -> result.group(1))
        .toList();
  }
}
