package dev.pictor.answer;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The sentences of answers that come from records alone, in one language. Immutable.
enum RecordWords {
  ENGLISH(", ", ". ", "“", "”"),
  CHINESE("、", "。", "“", "”");

  private final String comma;
  private final String stop;
  private final String open;
  private final String close;

  RecordWords(String comma, String stop, String open, String close) {
    this.comma = comma;
    this.stop = stop;
    this.open = open;
    this.close = close;
  }

  static RecordWords of(AnswerLanguage language) {
    return switch (language) {
      case EN -> ENGLISH;
      case ZH -> CHINESE;
    };
  }

  private String say(String english, String chinese, Object... values) {
    return (this == ENGLISH ? english : chinese).formatted(values);
  }

  String matches(String query, String count, int strong, long all) {
    return say(
        "Pictures that match %s: %s, %d of them surely, of %d in all",
        "与%s匹配的图片：%s 张，其中 %d 张很有把握，共有 %d 张图片", quoted(query), count, strong, all);
  }

  /// For a model that is not calibrated.
  String nearest(String query, long all) {
    return say(
        "Nobody measured what a match is with this model. These are the pictures nearest to %s, of %d in all",
        "此模型尚未评定匹配程度，以下是 %2$d 张图片中与%1$s最接近的", quoted(query), all);
  }

  String nothing(String query, long all) {
    return say("No picture matches %s, of %d in all", "%2$d 张图片中没有与%1$s匹配的", quoted(query), all);
  }

  String days(List<String> days) {
    String first = days.getFirst();
    String last = days.getLast();
    return first.equals(last)
        ? say("Date: %s", "日期：%s", first)
        : say("Dates: %s to %s", "日期：%s 至 %s", first, last);
  }

  String folders(Map<String, Integer> counts) {
    return say("Folders: %s", "文件夹：%s", counted(counts));
  }

  String cameras(Map<String, Integer> counts) {
    return say("Cameras: %s", "相机：%s", counted(counts));
  }

  String camera(String name) {
    return say("Camera: %s", "相机：%s", name);
  }

  String tags(Map<String, Integer> counts) {
    return say("Tags: %s", "标签：%s", counted(counts));
  }

  String captions(Map<Integer, String> captions) {
    return say(
        "Captions: %s",
        "说明文字：%s",
        captions.entrySet().stream()
            .map(entry -> "[%d] %s".formatted(entry.getKey(), quoted(entry.getValue())))
            .collect(Collectors.joining(comma)));
  }

  /// @param tags by the number of their picture
  String seen(Map<Integer, List<String>> tags) {
    return say(
        "Seen: %s",
        "画面中可见：%s",
        tags.entrySet().stream()
            .map(entry -> "[%d] %s".formatted(entry.getKey(), String.join(comma, entry.getValue())))
            .collect(Collectors.joining(this == ENGLISH ? "; " : "；")));
  }

  String seen(List<String> tags) {
    return say("Seen: %s", "画面中可见：%s", String.join(comma, tags));
  }

  String name(String name, String folder) {
    return folder.isEmpty()
        ? say("Picture: %s", "图片：%s", name)
        : say("Picture: %s in the folder %s", "图片：%s，文件夹 %s", name, folder);
  }

  String size(int width, int height, String format) {
    return say("Size: %d × %d pixels, %s", "尺寸：%d × %d 像素，%s", width, height, format);
  }

  String noModel() {
    return say(
        "This comes from tags, captions, EXIF and counts alone, because no vision model is set up (settings answer-url and answer-model)",
        "以上仅根据标签、说明文字、EXIF 和数量得出，因为尚未配置视觉模型（设置项 answer-url 和 answer-model）");
  }

  String noPictures() {
    return say(
        "This comes from records alone, because there is no picture file that a vision model could be shown",
        "以上仅根据记录得出，因为没有可供视觉模型查看的图片文件");
  }

  String refused() {
    return say("The vision model does not want to answer this.", "视觉模型不愿回答这个问题。");
  }

  String joined(List<String> sentences) {
    return String.join(stop, sentences) + stop.strip();
  }

  private String quoted(String text) {
    return open + text + close;
  }

  private String counted(Map<String, Integer> counts) {
    return counts.entrySet().stream()
        .map(entry -> say("%s (%d)", "%s（%d）", entry.getKey(), entry.getValue()))
        .collect(Collectors.joining(comma));
  }
}
