package dev.pictor.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pictor.search.Confidence;
import dev.pictor.search.QueryPart;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QualityTest {

  private static QueryOutcome found(int rank, Confidence confidence) {
    return outcome(Set.of("right"), OptionalInt.of(rank), confidence);
  }

  private static QueryOutcome missed(Confidence confidence) {
    return outcome(Set.of("right"), OptionalInt.empty(), confidence);
  }

  private static QueryOutcome unanswerable(Confidence confidence) {
    return outcome(Set.of(), OptionalInt.empty(), confidence);
  }

  private static QueryOutcome outcome(
      Set<String> expected, OptionalInt rank, Confidence confidence) {
    LabelledQuery query =
        new LabelledQuery("q", "en", List.of(new QueryPart.TextPart("q", 1)), expected);
    return new QueryOutcome(query, rank, Optional.of("x"), confidence, OptionalDouble.empty());
  }

  @Test
  void countsRanksAndBothKindsOfMistakes() {
    Quality quality =
        Quality.of(
            List.of(
                found(1, Confidence.STRONG),
                found(4, Confidence.STRONG),
                found(10, Confidence.WEAK),
                found(1, Confidence.NONE),
                missed(Confidence.NONE),
                unanswerable(Confidence.NONE),
                unanswerable(Confidence.NONE),
                unanswerable(Confidence.WEAK),
                unanswerable(Confidence.STRONG)));

    assertThat(quality.answerable()).isEqualTo(5);
    assertThat(quality.unanswerable()).isEqualTo(4);
    assertThat(quality.recallAt1()).hasValue(0.4);
    assertThat(quality.recallAt5()).hasValue(0.6);
    assertThat(quality.recallAt10()).hasValue(0.8);
    assertThat(quality.meanReciprocalRank().orElseThrow())
        .isCloseTo((1 + 0.25 + 0.1 + 1) / 5, within(1e-12));
    assertThat(quality.falseAccept()).hasValue(0.5);
    assertThat(quality.falseReject()).hasValue(0.4);
    assertThat(quality.strongAndRight().orElseThrow()).isCloseTo(1.0 / 3, within(1e-12));
  }

  @Test
  void whatNobodyJudgedIsNoMistake() {
    Quality quality =
        Quality.of(List.of(found(1, Confidence.UNKNOWN), unanswerable(Confidence.UNKNOWN)));

    assertThat(quality.recallAt1()).hasValue(1);
    assertThat(quality.falseAccept()).isEmpty();
    assertThat(quality.falseReject()).isEmpty();
    assertThat(quality.strongAndRight()).isEmpty();
  }
}
