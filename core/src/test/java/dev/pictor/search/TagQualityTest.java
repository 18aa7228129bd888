package dev.pictor.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.RecordHead;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.Embedding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How many of the tags that photos are given are right, counted against what a person saw. The
/// figures of `docs/tags.md` are those that are printed here.
class TagQualityTest {

  private static final int MOST = 10;

  private static ExamplePhotos photos;
  private static List<VectorRecord> records;
  private static Map<String, Set<String>> right;

  private record Count(int tags, int correct, int tagged, int helped) {

    double precision() {
      return (double) correct / tags;
    }
  }

  @BeforeAll
  static void index(@TempDir Path folder) throws IOException {
    photos = new ExamplePhotos(folder);
    var namespace = photos.collection.defaultNamespace();
    records =
        namespace.fetch(
            namespace.page("", MetadataFilter.all(), "", 1000).records().stream()
                .map(RecordHead::id)
                .toList());
    right = seenByEye();
  }

  @AfterAll
  static void close() {
    photos.close();
  }

  @ParameterizedTest
  @CsvSource({"en, 0.85, 150", "zh, 0.84, 160"})
  void mostTagsOfTheBundledVocabularyAreRight(String language, double least, int photosHelped) {
    Count count = count(Vocabulary.bundled(language));
    System.out.printf(
        Locale.ROOT,
        "%s: %d tags, %.1f %% right; of %d photos %d have a tag, %d a right one%n",
        language,
        count.tags(),
        100 * count.precision(),
        records.size(),
        count.tagged(),
        count.helped());
    assertThat(right).hasSize(records.size());
    assertThat(count.precision()).isGreaterThan(least);
    assertThat(count.helped()).isGreaterThanOrEqualTo(photosHelped);
  }

  /// Without many other words that could be meant, "none of these" has to hold wrong ones off.
  @ParameterizedTest
  @CsvSource({"en, 20, 0.65", "zh, 20, 0.62", "en, 60, 0.7", "zh, 60, 0.65"})
  void mostTagsOfAFewWordsTakenAtRandomAreRight(String language, int words, double least) {
    Vocabulary all = Vocabulary.bundled(language);
    Random random = new Random(20261129);
    int tags = 0;
    int correct = 0;
    for (int round = 0; round < 20; round++) {
      List<Vocabulary.Entry> some =
          random
              .ints(0, all.entries().size())
              .distinct()
              .limit(words)
              .mapToObj(all.entries()::get)
              .toList();
      Count count = count(new Vocabulary("some", some, all.templates()));
      tags += count.tags();
      correct += count.correct();
    }
    System.out.printf(
        Locale.ROOT,
        "%s: %d words at random, %d tags in 20 rounds, %.1f %% right%n",
        language,
        words,
        tags,
        100.0 * correct / tags);
    assertThat((double) correct / tags).isGreaterThan(least);
  }

  private static Count count(Vocabulary vocabulary) {
    Tagger tagger = new Tagger(photos.embedder);
    int tags = 0;
    int correct = 0;
    int tagged = 0;
    int helped = 0;
    for (VectorRecord record : records) {
      Embedding picture = new Embedding(record.vector(), photos.embedder.fingerprint());
      List<Tagging.Tag> given = tagger.tag(picture, vocabulary, MOST).given();
      Set<String> seen = right.getOrDefault(record.id(), Set.of());
      int ofThese = (int) given.stream().filter(tag -> seen.contains(tag.id())).count();
      tags += given.size();
      correct += ofThese;
      tagged += given.isEmpty() ? 0 : 1;
      helped += ofThese > 0 ? 1 : 0;
    }
    return new Count(tags, correct, tagged, helped);
  }

  private static Map<String, Set<String>> seenByEye() throws IOException {
    try (InputStream in = TagQualityTest.class.getResourceAsStream("right-tags.tsv")) {
      assertThat(in).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .skip(1)
          .map(line -> line.split("\t", -1))
          .collect(Collectors.toMap(row -> row[0], row -> Set.of(row[1].split("\\|", -1))));
    }
  }
}
