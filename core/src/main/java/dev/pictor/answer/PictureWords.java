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
    return tagger.tag(picture, vocabulary, MOST).given().stream().map(Tagging.Tag::tag).toList();
  }

  /// Of a record that the embedder's model made.
  List<String> of(VectorRecord record) {
    return of(new Embedding(record.vector(), embedder.fingerprint()));
  }
}
