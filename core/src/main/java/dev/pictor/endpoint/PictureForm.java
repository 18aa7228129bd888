package dev.pictor.endpoint;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// How servers that speak OpenAI's protocol take pictures, which the protocol itself does not say.
public enum PictureForm {
  /// `"input": [{"image": "BASE64"}]`, as Jina's API and those like it.
  JINA,
  /// `"modality": "image", "input": ["data:image/…"]`, as Infinity.
  INFINITY,
  /// `"messages": [{"role": "user", "content": [{"type": "image_url", …}]}]`, as vLLM; one picture
  /// to a request.
  VLLM,
  /// Not at all.
  NONE;

  /// In settings.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<PictureForm> of(String word) {
    return Arrays.stream(values()).filter(each -> each.word().equals(word)).findFirst();
  }
}
