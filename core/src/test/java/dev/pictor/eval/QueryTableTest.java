package dev.pictor.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import dev.pictor.search.QueryPart;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueryTableTest {

  private static List<LabelledQuery> parse(String csv) {
    return QueryTable.parse(csv, "q.csv", name -> name.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void rowsAreTextsPicturesOrIdsWithTheirAnswers() {
    List<LabelledQuery> queries =
        parse(
            """
            \uFEFFquery,picture,like,language,expected
            "a red car, parked",,,en,a.jpg|b.jpg
            火烈鸟,,,zh,c.jpg
            ,shots/q.png,,,a.jpg
            ,,c.jpg,,a.jpg | b.jpg
            income tax,,,en,
            """);

    assertThat(queries)
        .extracting(LabelledQuery::name)
        .containsExactly("a red car, parked", "火烈鸟", "shots/q.png", "c.jpg", "income tax");
    assertThat(queries)
        .extracting(LabelledQuery::language)
        .containsExactly("en", "zh", "", "", "en");
    assertThat(queries.get(0).parts())
        .isEqualTo(List.of(new QueryPart.TextPart("a red car, parked", 1)));
    assertThat(queries.get(2).parts().getFirst())
        .isInstanceOfSatisfying(
            QueryPart.ImagePart.class,
            part -> assertThat(part.picture()).asString().isEqualTo("shots/q.png"));
    assertThat(queries.get(3).parts()).isEqualTo(List.of(new QueryPart.IdPart("c.jpg", 1)));
    assertThat(queries.get(3).expected()).isEqualTo(Set.of("a.jpg", "b.jpg"));
    assertThat(queries).extracting(LabelledQuery::answerable).endsWith(true, false);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          query,expected#                        | no rows
          query,answer#a car,a.jpg               | line 1: column: answer
          query,language#a car,en                | line 1: no column expected
          query,like,expected#a,,x#b,c.jpg,x     | line 3: columns [query, like]
          query,language,expected#,en,x          | line 2: no query (expected: exactly one of
          query,expected#a,b,c                   | line 2: 3 values (expected: 2,
          """)
  void whatIsWrongIsNamedWithItsLine(String csv, String told) {
    assertThatThrownBy(() -> parse(csv.replace('#', '\n')))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("q.csv")
        .hasMessageContaining(told);
  }
}
