package dev.pictor.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyFileTest {

  private static final String GARDEN =
      """
      # what grows
      id,en,zh,en-prompts,zh-prompts
      ,a photo of {},一张{}的照片,,
      rose,rose,玫瑰,rose|a red rose,
      oak,"oak, old",橡树,,橡树|老橡树
      ,moss,,,
      """;

  private static Vocabulary read(String text, VocabularyLanguage language) {
    return VocabularyFile.parse("garden.csv", text, language);
  }

  private static Vocabulary english(String text) {
    return read(text, VocabularyLanguage.EN);
  }

  @Test
  void wordsPromptsAndTemplatesOfEachLanguageAreRead() {
    Vocabulary english = english(GARDEN);
    assertThat(english.name()).isEqualTo("garden.csv");
    assertThat(english.templates()).containsExactly("a photo of {}");
    assertThat(english.entries())
        .containsExactly(
            new Vocabulary.Entry("rose", "rose", List.of("rose", "a red rose")),
            new Vocabulary.Entry("oak", "oak, old"),
            new Vocabulary.Entry("moss", "moss"));
    assertThat(english.prompts(english.entries().getFirst()))
        .containsExactly("a photo of rose", "a photo of a red rose");
    Vocabulary chinese = read(GARDEN, VocabularyLanguage.ZH);
    assertThat(chinese.templates()).containsExactly("一张{}的照片");
    assertThat(chinese.entries())
        .as("moss has no Chinese word")
        .containsExactly(
            new Vocabulary.Entry("rose", "玫瑰"),
            new Vocabulary.Entry("oak", "橡树", List.of("橡树", "老橡树")));
  }

  @Test
  void tabsWorkTooAndAByteOrderMarkIsNoColumn() {
    assertThat(english("\uFEFFen\tid\ncat\tanimal\n").entries())
        .containsExactly(new Vocabulary.Entry("animal", "cat"));
  }

  @Test
  void theBundledFileHasTheSameThingsInBothLanguages() {
    Vocabulary english = Vocabulary.bundled("en");
    Vocabulary chinese = Vocabulary.bundled("zh");
    assertThat(english.entries()).hasSize(275);
    assertThat(chinese.entries().stream().map(Vocabulary.Entry::id))
        .containsExactlyElementsOf(english.entries().stream().map(Vocabulary.Entry::id).toList());
    assertThat(english.version()).isNotEqualTo(chinese.version());
  }

  @Test
  void aVersionSaysWhatIsMeantAndNothingElse() {
    String version = english("en,en-prompts\ncat,cat|kitten\ndog,\n,\n").version();
    assertThat(version).matches("[0-9a-f]{12}");
    assertThat(english("# other\nid,en,en-prompts\n7,dog,\n8,cat,kitten|cat\n").version())
        .isEqualTo(version);
    assertThat(english("en,en-prompts\ncat,cat\ndog,\n").version()).isNotEqualTo(version);
    assertThat(english("en,en-prompts\ncats,cat|kitten\ndog,\n").version()).isNotEqualTo(version);
    assertThat(english("en,en-prompts\na {},\ncat,cat|kitten\ndog,\n").version())
        .isNotEqualTo(version);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''| line 1, empty",
        "zh;猫| line 1, columns: [zh] (expected: the column en",
        "en,word;cat,x| line 1, column 2: \"word\" (expected: [id, en, zh",
        "en,en;cat,x| line 1, column 2: \"en\"",
        "en;cat;dog,hound| line 3, 2 columns (expected: 1",
        "en;cat;dog;cat| line 4, column en: cat (expected: each once; it is in line 2 too",
        "id,en;a,cat;a,dog| line 3, column id: a (expected: each once",
        "en;a {} or {};cat| line 2, column en: a {} or {} (expected: {} once",
        "en;a {}| tags: 0 (expected: 1 to 10000",
      })
  void mistakesAreNamedWithFileLineAndColumn(String text, String message) {
    assertThatThrownBy(() -> english(text.replace(';', '\n')))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("vocabulary: garden.csv")
        .hasMessageContaining(message);
  }

  @Test
  void anUnclosedQuotationMarkIsAMistakeOfTheFile() {
    assertThatThrownBy(() -> english("en\n\"cat\ndog\n"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("garden.csv");
  }

  @Test
  void moreThanAllTagsAndPromptsThatFitAreRefused() {
    StringBuilder templates = new StringBuilder("en,en-prompts\n");
    for (int i = 0; i < 40; i++) {
      templates.append(i).append(" {},\n");
    }
    assertThatThrownBy(() -> english(templates + "cat,cat|kitten\n"))
        .hasMessageContaining("prompts: 80 of the tag cat (expected: at most 64");
  }
}
