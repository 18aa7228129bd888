package dev.pictor.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AnswerSourceTest {

  @Test
  void picturesAreNamedInTheBracketsOfManyModels() {
    assertThat(AnswerSource.named("A dog [1], two cats [2, 4] and 一只鸟【3】."))
        .isEqualTo(Set.of(1, 2, 3, 4));
  }

  @Test
  void otherBracketsNameNoPicture() {
    assertThat(AnswerSource.named("In [2024] a sign says [sic] and [], not 5 [99999999999]."))
        .isEmpty();
  }
}
