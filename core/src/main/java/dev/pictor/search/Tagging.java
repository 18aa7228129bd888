package dev.pictor.search;

import java.util.List;

/// Tags of one picture.
///
/// @param tags likeliest first
/// @param noneOfThese true when not even the first tag is believable
public record Tagging(List<Tag> tags, boolean noneOfThese) {

  /// @param probability softmax over the vocabulary, in (0, 1)
  /// @param score centred cosine of prompt and picture, see [dev.pictor.clip.Calibration]
  public record Tag(String id, String tag, double probability, double score) {}

  public Tagging {
    tags = List.copyOf(tags);
  }
}
