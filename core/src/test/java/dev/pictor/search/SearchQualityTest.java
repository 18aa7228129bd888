package dev.pictor.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.eval.Evaluation;
import dev.pictor.eval.Quality;
import dev.pictor.eval.QueryTable;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.SearchEffort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a person gets from the default answer: the right photo among the first three, or an honest
/// "nothing matches". Of a hundred questions in one language at most fifteen may fail, and ten of
/// those without an answer.
class SearchQualityTest {

  private static ExamplePhotos photos;

  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    photos = new ExamplePhotos(folder);
  }

  @AfterAll
  static void close() {
    photos.close();
  }

  @ParameterizedTest
  @CsvSource({"en, 4", "zh, 6", "mixed, 6"})
  void questionsFindTheirPhotoInTheFirstThree(String language, int mostMissed) throws IOException {
    List<String> missed = new ArrayList<>();
    List<String[]> questions = rows("questions.tsv", language);
    for (String[] row : questions) {
      Set<String> answers = Set.of(row[2].split("\\|"));
      List<SearchMatch> matches = ask(row[1]).matches();
      if (matches.stream().limit(3).map(SearchMatch::id).noneMatch(answers::contains)) {
        missed.add(row[1]);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d of %d found in the first three, missed %s%n",
        language,
        questions.size() - missed.size(),
        questions.size(),
        missed);
    assertThat(questions).hasSize(40);
    assertThat(missed).hasSizeLessThanOrEqualTo(mostMissed);
  }

  @ParameterizedTest
  @CsvSource({"en, 2", "zh, 2", "mixed, 3"})
  void questionsWithoutAnAnswerGetNothing(String language, int mostAnswered) throws IOException {
    List<String> answered = new ArrayList<>();
    List<String[]> questions = rows("unanswerable.tsv", language);
    for (String[] row : questions) {
      SearchResult result = ask(row[1]);
      if (result.confidence() != Confidence.NONE) {
        answered.add(row[1]);
      } else {
        assertThat(result.matches()).isEmpty();
      }
    }
    System.out.printf(
        "%s: %d of %d refused, answered %s%n",
        language, questions.size() - answered.size(), questions.size(), answered);
    assertThat(questions).hasSize(20);
    assertThat(answered).hasSizeLessThanOrEqualTo(mostAnswered);
  }

  /// The figures of docs/quality.md, with room for processors that round otherwise.
  @Test
  void theLabelledQueriesOfTheExamplesAreAnsweredAsDocumented() throws IOException {
    Path file = Path.of("..", "examples", "queries.csv");
    Evaluation evaluation =
        Evaluation.run(
            photos.search,
            photos.collection,
            photos.collection.defaultNamespace(),
            new SearchEffort.Automatic(),
            QueryTable.parse(
                Files.readString(file), file.toString(), name -> ExamplePhotos.bytes(name)));
    assertThat(evaluation.unknown()).isEmpty();
    Quality all = evaluation.quality();
    System.out.printf("labelled queries: %s%n", all);
    assertThat(all.answerable()).isEqualTo(244);
    assertThat(all.unanswerable()).isEqualTo(80);
    assertThat(all.falseAccept().orElseThrow()).isLessThanOrEqualTo(0.05);
    assertThat(all.falseReject().orElseThrow()).isLessThanOrEqualTo(0.12);
    assertThat(all.strongAndRight().orElseThrow()).isGreaterThanOrEqualTo(0.9);
    Map<String, Quality> languages = evaluation.byLanguage();
    assertThat(languages.get("en"))
        .isNotNull()
        .satisfies(each -> assertThat(each.recallAt1().orElseThrow()).isGreaterThan(0.79));
    assertThat(languages.get("zh"))
        .isNotNull()
        .satisfies(each -> assertThat(each.recallAt1().orElseThrow()).isGreaterThan(0.71))
        .satisfies(each -> assertThat(each.falseReject().orElseThrow()).isLessThan(0.15));
  }

  private static SearchResult ask(String question) {
    return photos.search.search(
        photos.collection,
        photos.collection.defaultNamespace(),
        new SearchQuery(List.of(new QueryPart.TextPart(question, 1)), MetadataFilter.all(), 10));
  }

  private static List<String[]> rows(String resource, String language) throws IOException {
    try (InputStream in = SearchQualityTest.class.getResourceAsStream(resource)) {
      assertThat(in).as(resource).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split("\t"))
          .filter(row -> row[0].equals(language))
          .toList();
    }
  }
}
