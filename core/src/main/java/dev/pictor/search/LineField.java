package dev.pictor.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What may stand before a colon in a [QueryLine], in English and Chinese.
enum LineField {
  FOLDER("folder", "文件夹", "目录"),
  AFTER("after", "之后"),
  BEFORE("before", "之前"),
  DATE("date", "year", "日期", "年份"),
  CAMERA("camera", "相机"),
  TAG("tag", "标签"),
  FORMAT("format", "type", "格式"),
  NAME("name", "文件名"),
  WORDS("words", "文字", "关键词"),
  ID("id", "编号");

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<String> words;

  LineField(String... words) {
    this.words = List.of(words);
  }

  static Optional<LineField> of(String word) {
    return Arrays.stream(values())
        .filter(field -> field.words.stream().anyMatch(word::equalsIgnoreCase))
        .findFirst();
  }

  /// The English word of each.
  static List<String> known() {
    return Arrays.stream(values()).map(field -> field.words.getFirst()).toList();
  }
}
