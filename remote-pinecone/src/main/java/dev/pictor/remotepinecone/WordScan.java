package dev.pictor.remotepinecone;

import dev.pictor.metadata.IsoDates;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataSchema;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.Match;
import dev.pictor.store.MatchContents;
import dev.pictor.store.VectorRecord;
import dev.pictor.store.WordAnalyzer;
import dev.pictor.store.WordMatch;
import dev.pictor.store.WordQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Records by their words, as BM25 has them. The service knows no words, so that all records which
/// match the filter are read; what is kept of each is its id and some counts. Used by one thread.
///
/// The score of a record for a word is `weight(word) * f / (f + k1 * (1 - b + b * length / mean))`
/// with `weight = ln(1 + (n - df + 0.5) / (df + 0.5))`: `f` how often the record has the word, `df`
/// how many records have it, of `n`. (Robertson and Zaragoza, The Probabilistic Relevance
/// Framework, 2009.)
final class WordScan {

  private static final double K1 = 1.2;
  private static final double B = 0.75;
  private static final int MOST_WORDS = 48;

  /// Above so many candidates those with the fewest different words are let go.
  private static final int MOST_CANDIDATES = 200_000;

  private static final class Candidate {
    private final String id;
    private final int[] frequencies; // of each word asked for
    private final int length; // in words

    Candidate(String id, int[] frequencies, int length) {
      this.id = id;
      this.frequencies = frequencies;
      this.length = length;
    }

    int different() {
      int different = 0;
      for (int each : frequencies) {
        different += each > 0 ? 1 : 0;
      }
      return different;
    }
  }

  private final WordQuery query;
  private final MetadataSchema schema;
  private final Map<String, Integer> places = new HashMap<>();
  private final long[] having;
  private List<Candidate> candidates = new ArrayList<>();
  private long records;
  private long words;

  private WordScan(WordQuery query, MetadataSchema schema, List<String> asked) {
    this.query = query;
    this.schema = schema;
    asked.forEach(each -> places.put(each, places.size()));
    this.having = new long[places.size()];
  }

  static List<WordMatch> run(WordQuery query, MetadataSchema schema, RecordReads reads) {
    List<String> asked =
        WordAnalyzer.INSTANCE.words(query.words()).stream().limit(MOST_WORDS).toList();
    if (asked.isEmpty()) {
      return List.of();
    }
    WordScan scan = new WordScan(query, schema, asked);
    reads.each(query.namespace(), query.filter(), scan::read);
    return scan.matches(reads);
  }

  private void read(VectorRecord record) {
    int[] frequencies = new int[places.size()];
    int length = count(record.id(), frequencies);
    for (Map.Entry<String, MetadataValue> each : record.metadata().fields().entrySet()) {
      if (schema.indexes(each.getKey())) {
        for (String text : texts(each.getValue())) {
          length += IsoDates.isDate(text) ? 0 : count(text, frequencies);
        }
      }
    }
    records++;
    words += length;
    Candidate candidate = new Candidate(record.id(), frequencies, length);
    if (candidate.different() > 0) {
      for (int i = 0; i < frequencies.length; i++) {
        having[i] += frequencies[i] > 0 ? 1 : 0;
      }
      candidates.add(candidate);
      if (candidates.size() > MOST_CANDIDATES) {
        candidates.sort(Comparator.comparingInt(Candidate::different).reversed());
        candidates = new ArrayList<>(candidates.subList(0, MOST_CANDIDATES / 2));
      }
    }
  }

  private static List<String> texts(MetadataValue value) {
    return switch (value) {
      case MetadataValue.Text(String text) -> List.of(text);
      case MetadataValue.TextList(List<String> texts) -> texts.stream().distinct().toList();
      case MetadataValue.Numeric _, MetadataValue.Flag _ -> List.of();
    };
  }

  /// @return how many words the text has
  private int count(String text, int[] frequencies) {
    try (TokenStream stream = WordAnalyzer.INSTANCE.tokenStream("words", text)) {
      CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
      int length = 0;
      stream.reset();
      while (stream.incrementToken()) {
        length++;
        Integer place = places.get(word.toString());
        if (place != null) {
          frequencies[place]++;
        }
      }
      stream.end();
      return length;
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be read", e);
    }
  }

  private record Scored(String id, float score, boolean whole) {}

  private List<WordMatch> matches(RecordReads reads) {
    List<Scored> best =
        candidates.stream()
            .map(each -> new Scored(each.id, score(each), each.different() == places.size()))
            .sorted(
                Comparator.comparing(Scored::whole)
                    .thenComparingDouble(Scored::score)
                    .reversed()
                    .thenComparing(Scored::id, WireText.ORDER))
            .limit(query.limit())
            .toList();
    MatchContents contents = query.contents();
    if (!contents.values() && !contents.metadata()) {
      return best.stream()
          .map(
              each ->
                  new WordMatch(
                      new Match(each.id(), each.score(), Optional.empty(), Metadata.empty()),
                      each.whole()))
          .toList();
    }
    Map<String, VectorRecord> found = new HashMap<>();
    reads
        .fetch(query.namespace(), best.stream().map(Scored::id).toList())
        .forEach(each -> found.put(each.id(), each));
    return best.stream()
        .flatMap(
            each ->
                Optional.ofNullable(found.get(each.id()))
                    .map(record -> match(each, record, contents))
                    .stream())
        .toList();
  }

  private static WordMatch match(Scored scored, VectorRecord record, MatchContents contents) {
    return new WordMatch(
        new Match(
            record.id(),
            scored.score(),
            contents.values() ? Optional.of(record.values()) : Optional.empty(),
            contents.metadata() ? record.metadata() : Metadata.empty()),
        scored.whole());
  }

  private float score(Candidate candidate) {
    double mean = Math.max(1, (double) words / records);
    double score = 0;
    for (int i = 0; i < having.length; i++) {
      double f = candidate.frequencies[i];
      double weight = Math.log(1 + (records - having[i] + 0.5) / (having[i] + 0.5));
      score += weight * f / (f + K1 * (1 - B + B * candidate.length / mean));
    }
    return (float) score;
  }
}
