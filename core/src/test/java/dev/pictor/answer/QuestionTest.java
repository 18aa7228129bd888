package dev.pictor.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuestionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          How many zebras are there?               | zebras
          How many zebras are in my photos?        | zebras
          What colour is the red car in the photo? | red car
          Where did I see the lighthouse?          | lighthouse
          Show me a dog on a beach                 | dog on a beach
          What is the dog doing on the beach?      | dog doing on the beach
          What are the zebras doing?               | zebras
          red car                                  | red car
          What?                                    | What
          Do I have pictures of zebras?            | pictures of zebras
          我的照片里有多少只斑马？                   | 斑马
          照片中的汽车是什么颜色的？                 | 汽车
          海滩上的狗在做什么？                       | 海滩上的狗
          有没有灯塔？                               | 灯塔
          红色汽车                                   | 红色汽车
          """)
  void whatOnlyAsksIsNotSearchedFor(String question, String searched) {
    assertThat(Question.of(question).searchText()).isEqualTo(searched);
  }

  @Test
  void theAnswerIsInTheLanguageOfTheQuestion() {
    assertThat(Question.of("What is on the beach?").language()).isEqualTo(AnswerLanguage.EN);
    assertThat(Question.of("海滩上有什么？").language()).isEqualTo(AnswerLanguage.ZH);
  }

  @Test
  void anEmptyOrEndlessQuestionIsRefused() {
    assertThatThrownBy(() -> Question.of("  ")).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Question.of("a".repeat(2001)))
        .hasMessage("question: 2001 characters (expected: 1 to 2000)");
  }
}
