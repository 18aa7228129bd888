package dev.pictor.models;

import dev.pictor.clip.ModelManifest.Resize;
import dev.pictor.image.ResampleFilter;
import java.util.List;

/// How pictures are prepared for a model of others.
///
/// @param size of the square, in pixels; 0 when only the graph knows
/// @param resizeTo shorter side before the middle is cropped; 0 means `size`
/// @param mean of each channel, in 0..255
/// @param std of each channel, in 0..255
record PictureSpec(
    int size,
    int resizeTo,
    Resize resize,
    ResampleFilter filter,
    List<Double> mean,
    List<Double> std) {

  private static final List<Double> CLIP_MEAN = List.of(0.48145466, 0.4578275, 0.40821073);
  private static final List<Double> CLIP_STD = List.of(0.26862954, 0.26130258, 0.27577711);

  PictureSpec {
    mean = List.copyOf(mean);
    std = List.copyOf(std);
  }

  /// What OpenAI's CLIP was trained with, at a size that the graph knows.
  static PictureSpec ofClip() {
    return new PictureSpec(
        0,
        0,
        Resize.CENTRE_CROP,
        ResampleFilter.BICUBIC,
        scaled(CLIP_MEAN, 255),
        scaled(CLIP_STD, 255));
  }

  static List<Double> scaled(List<Double> values, double factor) {
    return values.stream().map(value -> value * factor).toList();
  }

  PictureSpec withSize(int side) {
    return new PictureSpec(side, resizeTo == 0 ? side : resizeTo, resize, filter, mean, std);
  }
}
