package dev.pictor.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.error.ErrorCode;
import dev.pictor.image.ForeignContent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The words of the page are complete in both languages, and none is written elsewhere.
class PageTextsTest {

  private static final Path WEB = Path.of("src/main/resources/dev/pictor/web");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{(\\w+)}");
  private static final Pattern CALL = Pattern.compile("\\bt\\('([\\w.]+)'");
  private static final Pattern LITERAL = Pattern.compile("'(?:[^'\\\\\\n]|\\\\.)*'");

  /// Keys put together from a name that the API or the caller chooses.
  private static final List<String> COMPOSED =
      List.of(
          "confidence.",
          "library.key",
          "library.sync.",
          "reason.",
          "content.",
          "duplicates.filter.",
          "duplicates.group.",
          "duplicates.phase.",
          "duplicates.reason.",
          "duplicates.stage.",
          "duplicates.sure.");

  @Test
  void bothLanguagesHaveTheSameKeys() throws IOException {
    assertThat(keys(texts("zh"))).isEqualTo(keys(texts("en"))).hasSizeGreaterThan(100);
  }

  @Test
  void bothLanguagesNameTheSameValues() throws IOException {
    JsonNode english = texts("en");
    JsonNode chinese = texts("zh");
    for (String key : keys(english)) {
      assertThat(placeholders(chinese.get(key))).as(key).isEqualTo(placeholders(english.get(key)));
    }
  }

  @Test
  void noChineseTextWasForgottenInEnglish() throws IOException {
    JsonNode chinese = texts("zh");
    Set<String> english = Set.of("language.other", "language.switch", "page.titleQuery");
    for (String key : keys(chinese)) {
      if (!english.contains(key)) {
        assertThat(chinese.get(key).toString()).as(key).matches("(?s).*[\\p{IsHan}{].*");
      }
    }
  }

  @Test
  void everyKeyThatThePageNamesIsATextAndEveryTextIsNamed() throws IOException {
    Set<String> known = keys(texts("en"));
    Set<String> named = new TreeSet<>(namedInHtml());
    named.addAll(found(CALL, scripts()));
    known.stream().filter(key -> COMPOSED.stream().anyMatch(key::startsWith)).forEach(named::add);
    // Named through a variable, as the labels of a pair of buttons are.
    found(Pattern.compile("'([a-z]+\\.[A-Za-z.]+)'"), scripts()).stream()
        .filter(known::contains)
        .forEach(named::add);
    assertThat(named).isEqualTo(known);
  }

  @Test
  void everyFailureOfTheServerHasATextAndNoTextIsForNone() throws IOException {
    Set<String> failures = new TreeSet<>();
    Arrays.stream(ErrorCode.values()).forEach(code -> failures.add("reason." + code.wireName()));
    Arrays.stream(ForeignContent.values())
        .forEach(content -> failures.add("content." + content.wireName()));
    Set<String> texts = keys(texts("en"));
    texts.removeIf(key -> !key.startsWith("reason.") && !key.startsWith("content."));
    assertThat(texts).isEqualTo(failures);
  }

  @Test
  void theDocumentItselfHasNoWords() throws IOException {
    String body =
        Files.readString(WEB.resolve("index.html"))
            .replaceAll("(?s)<!--.*?-->|<head>.*?</head>|<noscript>.*?</noscript>", "")
            .replaceAll("<span translate=\"no\">Pictor</span>", "");
    assertThat(body.replaceAll("<[^>]*>", "")).isBlank();
    assertThat(body).doesNotContainPattern(" (?:aria-label|placeholder|title|alt)=\"[^\"]");
  }

  @Test
  void scriptsHaveNoWordsForPeople() throws IOException {
    String code = scripts().replaceAll("(?s)/\\*.*?\\*/", "").replaceAll("(?m)^\\s*//.*$", "");
    assertThat(code).doesNotContainPattern("\\p{IsHan}");
    List<String> sentences =
        LITERAL
            .matcher(code)
            .results()
            .map(MatchResult::group)
            .filter(text -> text.matches("'[A-Z][a-z]+ .*|'[a-z]+ [a-z]+ .*"))
            .toList();
    assertThat(sentences).isEmpty();
  }

  @Test
  void dataNeverBecomesMarkup() throws IOException {
    assertThat(scripts())
        .doesNotContain("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(");
  }

  private static JsonNode texts(String language) throws IOException {
    return JsonMapper.shared()
        .readTree(Files.readString(WEB.resolve("i18n/" + language + ".json")));
  }

  private static Set<String> keys(JsonNode texts) {
    return new TreeSet<>(texts.propertyNames());
  }

  private static Set<String> placeholders(JsonNode text) {
    return new TreeSet<>(found(PLACEHOLDER, text.toString()));
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(result -> result.group(1)).toList();
  }

  private static List<String> namedInHtml() throws IOException {
    String html = Files.readString(WEB.resolve("index.html"));
    Stream<String> contents = found(Pattern.compile("data-i18n=\"([^\"]+)\""), html).stream();
    Stream<String> attributes =
        found(Pattern.compile("data-i18n-attr=\"([^\"]+)\""), html).stream()
            .flatMap(pairs -> Stream.of(pairs.split(";")))
            .map(pair -> pair.substring(pair.indexOf(':') + 1));
    return Stream.concat(contents, attributes).toList();
  }

  private static String scripts() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(WEB.resolve("js"))) {
      for (Path file : files.sorted().toList()) {
        all.append(Files.readString(file)).append('\n');
      }
    }
    return all.toString();
  }
}
