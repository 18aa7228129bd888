package dev.pictor.search;

import dev.pictor.clip.Embedder;
import dev.pictor.vector.Embedding;
import java.util.List;

/// Zero-shot tags: a picture against prompts made of words. Thread-safe; prompt vectors are kept.
public final class Tagger {

  private final Embedder embedder;

  public Tagger(Embedder embedder) {
    this.embedder = embedder;
  }

  /// The `top` likeliest words for a picture.
  ///
  /// @param templates prompts with one `{}` each, whose vectors are averaged; empty for the
  ///   vocabulary's own
  public Tagging tag(Embedding picture, Vocabulary vocabulary, List<String> templates, int top) {
    throw new UnsupportedOperationException(
        "being written " + embedder + picture + vocabulary + templates + top);
  }
}
