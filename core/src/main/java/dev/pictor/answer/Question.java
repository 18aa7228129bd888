package dev.pictor.answer;

import dev.pictor.error.InvalidRequest;
import java.util.regex.Pattern;

/// What somebody wants to know.
///
/// @param text 1 to 2,000 characters
/// @param language of the answer
public record Question(String text, AnswerLanguage language) {

  private static final int MOST_CHARACTERS = 2000;

  // Words that ask, and say nothing of what is in a picture.
  private static final Pattern ASKING =
      Pattern.compile(
          "^(?:(?:please|can|could|you|tell|show|find|me|how|many|much|what|which|where|when|who|whose|why|kinds?|sorts?|of"
              + "|colou?rs?|is|are|was|were|do|does|did|have|has|there|any|i|we|see|the|a|an|my|our)\\s+)+",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern PLACE =
      Pattern.compile(
          "(?:\\s+(?:(?:in|of|on|among|from|with)\\s+)?(?:(?:my|the|these|those|our|all|this|that)\\s+)*"
              + "(?:photos?|pictures?|images?|collection|album|library)"
              + "|\\s+(?:is|are|do|did|can|could|i|we|you|have|own|see|there|here|it|doing))+$",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern ASKING_IN_CHINESE =
      Pattern.compile(
          "请问|请告诉我|告诉我|(?:在)?(?:我的|我|这些|这张|所有)?(?:照片|图片|相片|图库|相册)(?:里面|里|中|上)?的?"
              + "|(?:一共|总共)?有?(?:多少|几)[张只个辆条座匹头朵位艘架]?|有没有|有哪些|哪些|哪[一]?[张只个里儿]"
              + "|在?[做干]什么|在?什么(?:颜色|地方|时候|样)?|是谁|谁|怎么样|是不是|[吗呢么]$|^我?的|^有|^是|的$|[是有在]$");

  public Question {
    text = text.strip();
    if (text.isEmpty() || text.length() > MOST_CHARACTERS) {
      throw new InvalidRequest(
          "question: %d characters (expected: 1 to %d)".formatted(text.length(), MOST_CHARACTERS));
    }
  }

  /// In the language that it is written in.
  public static Question of(String text) {
    return new Question(text, AnswerLanguage.of(text));
  }

  /// What to search pictures with: the question without the words that only ask. A model of texts
  /// and pictures knows captions, and a caption asks nothing.
  public String searchText() {
    String plain = text.replaceAll("[?？!！.。\\s]+$", "");
    String content =
        AnswerLanguage.of(plain) == AnswerLanguage.ZH
            ? settled(plain)
            : PLACE.matcher(ASKING.matcher(plain).replaceFirst("")).replaceFirst("");
    content = content.strip();
    return content.isEmpty() ? plain : content;
  }

  /// Taking a phrase away may bring another one to the end.
  private static String settled(String text) {
    String before = text;
    String after = ASKING_IN_CHINESE.matcher(before).replaceAll("");
    while (!after.equals(before)) {
      before = after;
      after = ASKING_IN_CHINESE.matcher(before).replaceAll("");
    }
    return after;
  }
}
