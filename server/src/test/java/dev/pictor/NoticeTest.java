package dev.pictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// NOTICE names the licence of everything that is on the program's run-time class path, and, above
/// the libraries of other modules, of nothing else.
class NoticeTest {

  /// As Maven resolved them just now; written by the build before the tests.
  private static final Path ARTEFACTS = Path.of("target", "run-time-artefacts.txt");

  private static final Pattern ARTEFACT = Pattern.compile("(?m)^ +([\\w.-]+:[\\w.-]+):jar:");
  private static final Pattern NAMED = Pattern.compile("(?m)^  ([\\w.*-]+:[\\w.*-]+)  +\\w");

  @Test
  void everyArtefactOfTheRunTimeClassPathIsNamedWithItsLicence() throws IOException {
    assertThat(unmatched(artefacts(), named(), (artefact, name) -> matches(name, artefact)))
        .isEmpty();
  }

  @Test
  void nothingIsNamedThatIsNotThere() throws IOException {
    assertThat(unmatched(named(), artefacts(), NoticeTest::matches)).isEmpty();
  }

  /// Those that have no partner.
  private static List<String> unmatched(
      Set<String> all, Set<String> partners, BiPredicate<String, String> match) {
    return all.stream()
        .filter(each -> partners.stream().noneMatch(partner -> match.test(each, partner)))
        .toList();
  }

  private static boolean matches(String name, String artefact) {
    return artefact.matches(name.replace(".", "\\.").replace("*", ".*"));
  }

  private static Set<String> artefacts() throws IOException {
    Set<String> all = found(ARTEFACT, Files.readString(ARTEFACTS));
    all.removeIf(artefact -> artefact.startsWith("dev.pictor:"));
    assertThat(all).hasSizeGreaterThan(50);
    return all;
  }

  private static Set<String> named() throws IOException {
    String notice = Files.readString(Path.of("..", "NOTICE"));
    return found(NAMED, notice.substring(0, notice.indexOf("\nFurther libraries\n")));
  }

  private static Set<String> found(Pattern pattern, String content) {
    return pattern
        .matcher(content)
        .results()
        .map((MatchResult result) -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
