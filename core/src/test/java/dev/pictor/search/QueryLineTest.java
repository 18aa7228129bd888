package dev.pictor.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataParser;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryLineTest {

  private static List<QueryLine.Term> terms(String line) {
    return QueryLine.parse(line).terms();
  }

  private static boolean matches(String line, Map<String, Object> metadata) {
    return FilterMatcher.matches(QueryLine.parse(line).filter(), MetadataParser.parse(metadata));
  }

  @Test
  void theWholeLanguageOnOneLine() {
    QueryLine line =
        QueryLine.parse("2*\"red car\" + photo.jpg - people folder:2024 after:2024-03-01");
    assertThat(line.terms())
        .containsExactly(
            new QueryLine.Text("red car", 2, 3),
            new QueryLine.Picture("photo.jpg", 1, 15),
            new QueryLine.Text("people", -1, 27));
    Map<String, Object> wanted = Map.of("folder", "2024/april", "timestamp", "2024-04-02T10:00:00");
    assertThat(FilterMatcher.matches(line.filter(), MetadataParser.parse(wanted))).isTrue();
    assertThat(matches("x folder:2024", Map.of("folder", "2024"))).isTrue();
    assertThat(matches("x folder:2024", Map.of("folder", "2024b"))).isFalse();
    assertThat(matches("x folder:/2024/", Map.of("folder", "2024/b"))).isTrue();
    assertThat(matches("x -folder:2024", Map.of("folder", "2024/b"))).isFalse();
  }

  @Test
  void chineseWithFullWidthSigns() {
    QueryLine line = QueryLine.parse("２只猫 ＋ “红色 汽车” － 人　标签：猫 之后：2024");
    assertThat(line.terms())
        .containsExactly(
            new QueryLine.Text("２只猫", 1, 1),
            new QueryLine.Text("红色 汽车", 1, 7),
            new QueryLine.Text("人", -1, 17));
    assertThat(
            FilterMatcher.matches(
                line.filter(),
                MetadataParser.parse(Map.of("tags", List.of("猫"), "timestamp", "2024-01-01"))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a black-and-white photo",
        "note: a red car",
        "at 12:30 in Rome",
        "rock&roll 4 ever",
        "问题：红色汽车",
        "a photo. of a cat"
      })
  void ordinarySentencesAreOneText(String line) {
    assertThat(terms(line)).containsExactly(new QueryLine.Text(line, 1, 1));
    assertThat(QueryLine.parse(line).filter()).isEqualTo(MetadataFilter.all());
  }

  @Test
  void picturesIdsAndWords() {
    assertThat(
            terms(
                "\"my photo.JPG\" -https://x.org/a?b=c 0.5*id:animals/cat.png words:\"tax 2024\""))
        .containsExactly(
            new QueryLine.Picture("my photo.JPG", 1, 1),
            new QueryLine.Picture("https://x.org/a?b=c", -1, 17),
            new QueryLine.Id("animals/cat.png", 0.5, 41),
            new QueryLine.Words("tax 2024", 1, 60));
    assertThat(new QueryLine.Picture("HTTPS://x.org/", 1, 1).isAddress()).isTrue();
    assertThat(new QueryLine.Picture("a.png", 1, 1).isAddress()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "date:2024, 2024-12-31T23:59:59, 2025-01-01",
    "date:2024-02, 2024-02-29, 2024-03-01",
    "date:2024-02-29, 2024-02-29T00:00:00, 2024-03-01",
    "before:2024-03, 2024-02-29T23:00:00, 2024-03-01",
    "after:2024-12, 2024-12-01, 2024-11-30T23:59:59"
  })
  void periods(String field, String inside, String outside) {
    assertThat(matches(field, Map.of("timestamp", inside))).isTrue();
    assertThat(matches(field, Map.of("timestamp", outside))).isFalse();
  }

  @Test
  void fieldsOfMetadata() {
    Map<String, Object> metadata =
        Map.of("camera", "Canon EOS 5D", "format", "jpeg", "filename", "IMG_2034.jpg");
    assertThat(matches("camera:canon name:img_20 type:JPG", metadata)).isTrue();
    assertThat(matches("camera:\"EOS 5d\"", metadata)).isTrue();
    assertThat(matches("camera:nikon", metadata)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "red - | 5 | -",
        "red + + car | 5 | +",
        "'2* ' | 1 | 2.0*",
        "0*cat | 1 | 0*",
        "a cat foldr:2024 | 7 | foldr:",
        "folder: | 1 | folder:",
        "say \"red car | 5 | \"red car",
        "cat after:2024-02-30 | 5 | 2024-02-30",
        "cat after:soon | 5 | soon",
        "'' | 1 | nothing",
        "3*folder:a | 1 | 3.0*"
      })
  void problemsNameTheirPlace(String line, long position, String found) {
    assertThatThrownBy(() -> QueryLine.parse(line))
        .isInstanceOfSatisfying(
            InvalidRequest.class,
            problem -> {
              assertThat(problem.diagnosis().code()).isEqualTo(ErrorCode.WRONG_QUERY);
              assertThat(problem.diagnosis().values())
                  .containsEntry("position", position)
                  .containsEntry("found", found);
            })
        .hasMessageContaining("query, character " + position)
        .hasMessageContaining("(expected: ");
  }
}
