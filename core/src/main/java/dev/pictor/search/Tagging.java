package dev.pictor.search;

import java.util.List;

/// Tags of one picture.
///
/// @param tags likeliest first
/// @param none probability that no word of the vocabulary fits, in (0, 1)
/// @param noneOfThese true when it is likelier than every tag: not even the first one is believable
public record Tagging(List<Tag> tags, double none, boolean noneOfThese) {

  /// Of what is less likely most is wrong, although it may beat "none of these".
  public static final double LIKELY = 0.2;

  /// @param probability softmax over the vocabulary and "none of these", in (0, 1)
  /// @param score centred cosine of prompt and picture, see [dev.pictor.clip.Calibration]
  public record Tag(String id, String tag, double probability, double score) {}

  public Tagging {
    tags = List.copyOf(tags);
  }

  /// The tags that the picture may be given: likelier than "none of these", and likely.
  public List<Tag> given() {
    return tags.stream()
        .filter(tag -> tag.probability() > none && tag.probability() >= LIKELY)
        .toList();
  }
}
