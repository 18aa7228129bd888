package dev.pictor.answer;

import dev.pictor.clip.Embedder;
import dev.pictor.search.Tagger;
import dev.pictor.search.Tagging;
import dev.pictor.search.Vocabulary;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.Embedding;
import java.util.List;

/// Words of the bundled vocabulary for what pictures show.
final class PictureWords {

  private static final int MOST = 3;

  /// What is less likely is a guess that a person would not call seen.
  private static final double LIKELY = 0.05;

  private final Embedder embedder;
  private final Tagger tagger;
  private final Vocabulary vocabulary;

  PictureWords(Embedder embedder, AnswerLanguage language) {
    this.embedder = embedder;
    this.tagger = new Tagger(embedder);
    this.vocabulary = Vocabulary.bundled(language.word());
  }

  /// Likeliest first; empty when no word fits.
  List<String> of(Embedding picture) {
    Tagging tagging = tagger.tag(picture, vocabulary, MOST);
    return tagging.noneOfThese()
        ? List.of()
        : tagging.tags().stream()
            .filter(tag -> tag.probability() >= LIKELY)
            .map(Tagging.Tag::tag)
            .toList();
  }

  /// Of a record that the embedder's model made.
  List<String> of(VectorRecord record) {
    return of(new Embedding(record.vector(), embedder.fingerprint()));
  }
}
