package dev.pictor.answer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.metadata.MetadataValue.Text;
import dev.pictor.metadata.MetadataValue.TextList;
import dev.pictor.search.Confidence;
import dev.pictor.search.SearchMatch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What records alone answer.
class RecordAnswerTest {

  private static final List<SearchMatch> MATCHES =
      List.of(
          match("a.jpg", Confidence.STRONG, "2019-07-02T10:00:00", "italy", "a dog on a beach"),
          match("b.jpg", Confidence.STRONG, "2024-01-31T23:59:59", "italy", ""),
          match("c.jpg", Confidence.WEAK, "2021-05-05T12:00:00", "spain", ""));

  private static SearchMatch match(
      String id, Confidence confidence, String time, String folder, String caption) {
    Map<String, MetadataValue> fields = new LinkedHashMap<>();
    fields.put("timestamp", new Text(time));
    fields.put("folder", new Text(folder));
    fields.put("camera", new Text("Canon EOS 5D"));
    fields.put("tags", new TextList(List.of("sea", "summer")));
    fields.put("caption", new Text(caption));
    return new SearchMatch(id, 0.3, confidence, Metadata.copyOf(fields), List.of());
  }

  private static String answer(String question, List<SearchMatch> matches) {
    Question asked = Question.of(question);
    return RecordWords.of(asked.language())
        .joined(
            RecordAnswer.matching(
                asked,
                MatchFacts.of(matches, false),
                210,
                AnswerSource.of(matches),
                Map.of(2, List.of("dog", "beach"))));
  }

  @Test
  void countsDatesFoldersCamerasTagsAndCaptionsAreTold() {
    assertThat(answer("How many dogs are there?", MATCHES))
        .isEqualTo(
            "Pictures that match “dogs”: 3, 2 of them surely, of 210 in all."
                + " Dates: 2019-07-02 to 2024-01-31. Folders: italy (2), spain (1)."
                + " Cameras: Canon EOS 5D (3). Tags: sea (3), summer (3)."
                + " Captions: [1] “a dog on a beach”. Seen: [2] dog, beach.");
  }

  @Test
  void aChineseQuestionIsAnsweredInChinese() {
    assertThat(answer("有多少只狗？", MATCHES))
        .isEqualTo(
            "与“狗”匹配的图片：3 张，其中 2 张很有把握，共有 210 张图片。日期：2019-07-02 至 2024-01-31。"
                + "文件夹：italy（2）、spain（1）。相机：Canon EOS 5D（3）。标签：sea（3）、summer（3）。"
                + "说明文字：[1] “a dog on a beach”。画面中可见：[2] dog、beach。");
  }

  @Test
  void withAModelThatIsNotCalibratedNothingIsCounted() {
    List<SearchMatch> unrated =
        List.of(match("a.jpg", Confidence.UNKNOWN, "2019-07-02T10:00:00", "italy", ""));

    assertThat(answer("How many dogs are there?", unrated))
        .startsWith("Nobody measured what a match is with this model.")
        .doesNotContain("Folders")
        .contains("of 210 in all");
  }

  @Test
  void whatIsTooManyToCountIsSaidToBe() {
    assertThat(MatchFacts.of(MATCHES, true).count(AnswerLanguage.EN)).isEqualTo("more than 3");
    assertThat(MatchFacts.of(MATCHES, true).count(AnswerLanguage.ZH)).isEqualTo("3 多");
  }

  @Test
  void theModelIsToldWhatIsKnownOfAPictureButNotWhereItIs() {
    Metadata metadata =
        MATCHES
            .getFirst()
            .metadata()
            .merge(
                Metadata.copyOf(
                    Map.of(
                        "filename", new Text("a.jpg"),
                        "latitude", new MetadataValue.Numeric(41.9))));

    assertThat(PicturePrompt.note(3, metadata))
        .isEqualTo("[3] a.jpg, italy, 2019-07-02T10:00:00, Canon EOS 5D, \"a dog on a beach\"");
  }
}
