package dev.pictor.store;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishMinimalStemFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/// Text to words. Names of files come apart at their signs; digests and the like are left out.
/// Thread-safe.
public final class WordAnalyzer extends Analyzer {

  public static final WordAnalyzer INSTANCE = new WordAnalyzer();

  private static final int LONGEST_WORD = 40;
  private static final int ALL_SCRIPTS =
      CJKBigramFilter.HAN
          | CJKBigramFilter.HIRAGANA
          | CJKBigramFilter.KATAKANA
          | CJKBigramFilter.HANGUL;
  private static final NormalizeCharMap SIGNS = signs();

  private WordAnalyzer() {}

  private static NormalizeCharMap signs() {
    NormalizeCharMap.Builder map = new NormalizeCharMap.Builder();
    for (String sign : new String[] {"_", ".", "/", "\\", "-", ":", ",", "'", "\u2019"}) {
      map.add(sign, " ");
    }
    return map.build();
  }

  @Override
  protected Reader initReader(String field, Reader reader) {
    return new MappingCharFilter(SIGNS, reader);
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    StandardTokenizer words = new StandardTokenizer();
    TokenStream stream = new LowerCaseFilter(new CJKWidthFilter(words));
    stream = new EnglishMinimalStemFilter(new ASCIIFoldingFilter(stream));
    stream = new CJKBigramFilter(stream, ALL_SCRIPTS, true);
    return new TokenStreamComponents(words, new LengthFilter(stream, 1, LONGEST_WORD));
  }

  /// The different words of a text, in its order.
  public Set<String> words(String text) {
    return new LinkedHashSet<>(allWords(text));
  }

  /// The words of a text, in its order, as often as they stand there.
  public List<String> allWords(String text) {
    List<String> words = new ArrayList<>();
    try (TokenStream stream = tokenStream(RecordSchema.WORDS, text)) {
      CharTermAttribute word = stream.addAttribute(CharTermAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        words.add(word.toString());
      }
      stream.end();
      return words;
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory cannot be read", e);
    }
  }
}
