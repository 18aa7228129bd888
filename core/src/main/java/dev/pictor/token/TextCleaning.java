package dev.pictor.token;

import java.util.Arrays;
import java.util.Optional;

/// What is done to a text before it is tokenized, as the code did with which a model was trained.
/// Constant and thread-safe; a usual query takes some microseconds.
public enum TextCleaning {
  /// Nothing.
  NONE("none") {
    @Override
    public String clean(String text) {
      return text;
    }
  },

  /// What OpenAI's and open_clip's tokenizers do: ftfy's repairs, references of HTML twice, one
  /// blank for white space, lower case.
  CLIP("clip") {
    @Override
    public String clean(String text) {
      return PythonText.lower(repaired(text), true);
    }
  },

  /// What cn_clip's BERT tokenizer does: words, punctuation and each Chinese character apart, lower
  /// case, no accents.
  CHINESE_CLIP("chinese-clip") {
    @Override
    public String clean(String text) {
      return BertWords.split(text);
    }
  },

  /// What SigLIP 2 was trained with before Gemma's tokenizer: lower case and nothing else.
  SIGLIP("siglip") {
    @Override
    public String clean(String text) {
      return PythonText.lower(text, false);
    }
  },

  /// What open_clip does before a tokenizer of another library, as of XLM-RoBERTa: as [#CLIP] but
  /// without lower case.
  WHITESPACE("whitespace") {
    @Override
    public String clean(String text) {
      return repaired(text);
    }
  },

  /// What open_clip does before the tokenizers of SigLIP: as [#CLIP], and the punctuation of ASCII
  /// goes, but for `_`, which becomes a blank.
  CANONICALIZE("canonicalize") {
    @Override
    public String clean(String text) {
      return PythonText.joinWords(PythonText.lower(withoutPunctuation(readable(text)), true));
    }
  };

  private final String wireName;

  TextCleaning(String wireName) {
    this.wireName = wireName;
  }

  /// The cleaning that a manifest calls so.
  public static Optional<TextCleaning> named(String name) {
    return Arrays.stream(values()).filter(each -> each.wireName.equals(name)).findFirst();
  }

  /// Its name in a manifest.
  public String wireName() {
    return wireName;
  }

  /// The text to be tokenized; never fails.
  public abstract String clean(String text);

  private static String repaired(String text) {
    return PythonText.joinWords(readable(text));
  }

  private static String readable(String text) {
    return HtmlReferences.unescape(HtmlReferences.unescape(TextFixer.fix(text)));
  }

  private static String withoutPunctuation(String text) {
    StringBuilder kept = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '_') {
        kept.append(' ');
      } else if (!isPunctuation(c)) {
        kept.append(c);
      }
    }
    return kept.toString();
  }

  /// Whether a character is in Python's `string.punctuation`.
  private static boolean isPunctuation(char c) {
    return c > ' ' && c < 0x7F && !Character.isLetterOrDigit(c);
  }
}
