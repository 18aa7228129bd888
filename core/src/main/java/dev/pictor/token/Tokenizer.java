package dev.pictor.token;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.pictor.error.BrokenModel;
import dev.pictor.natives.NativeFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;

/// Texts to token ids by a `tokenizer.json`: cleaned before, with special tokens around, cut at a
/// length so that the end token stays, padded only where asked to, whatever the file says.
///
/// Control tokens come from the tokenizer alone: `<|endoftext|>` or `[CLS]` in a text is tokenized
/// as the characters that it is. (OpenAI's and Hugging Face's tokenizers read it as the control
/// token, which cuts a text there; open_clip does so with its own spelling `<end_of_text>`.)
/// Thread-safe.
public final class Tokenizer implements AutoCloseable {

  static {
    // Without these the library asks for the machine's GPU and may download another native file.
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("RUST_FLAVOR", "cpu");
    setIfAbsent("ENGINE_CACHE_DIR", NativeFiles.cacheFolder().resolve("djl").toString());
  }

  /// Characters of a text that are cleaned, at least; what is behind them is cut off before, as no
  /// model reads so far and a malicious text takes as many rounds of repair as it has characters.
  private static final int CLEANED_CHARACTERS = 8_192;

  private static final int CHARACTERS_PER_TOKEN = 32;

  private final HuggingFaceTokenizer tokenizer;
  private final TokenizerSpec spec;
  private final int longest;

  private Tokenizer(HuggingFaceTokenizer tokenizer, TokenizerSpec spec) {
    this.tokenizer = tokenizer;
    this.spec = spec;
    this.longest =
        spec.cleaning() == TextCleaning.NONE
            ? Integer.MAX_VALUE
            : (int)
                Math.max(
                    CLEANED_CHARACTERS,
                    Math.min(Integer.MAX_VALUE, (long) CHARACTERS_PER_TOKEN * spec.maxTokens()));
  }

  /// @param json a `tokenizer.json`, as the library itself reads or as [TokenizerJson] makes
  /// @param place of the file, for messages
  /// @throws BrokenModel naming the file
  public static Tokenizer open(byte[] json, String place, TokenizerSpec spec) {
    Map<String, String> options =
        Map.of(
            "addSpecialTokens", "true",
            "padding", "false",
            "truncation", "true",
            "modelMaxLength", Integer.toString(spec.maxTokens()),
            "maxLength", Integer.toString(spec.maxTokens()));
    byte[] adapted = TokenizerEdits.adapt(json, place, spec.cleaning());
    try {
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(adapted), options), spec);
    } catch (IOException | RuntimeException e) {
      throw new BrokenModel(place + ": not a tokenizer: " + e.getMessage(), e);
    }
  }

  /// The tokens of a text, special tokens included.
  public Tokens encode(String text) {
    boolean cut = text.length() > longest;
    String cleaned = spec.cleaning().clean(cut ? beginning(text) : text);
    Encoding encoding = tokenizer.encode(cleaned, true, false);
    long[] ids = encoding.getIds();
    int count = ids.length;
    if (spec.padId().isPresent() && count < spec.maxTokens()) {
      ids = Arrays.copyOf(ids, spec.maxTokens());
      Arrays.fill(ids, count, ids.length, spec.padId().getAsInt());
    }
    return new Tokens(ids, count, cut || encoding.exceedMaxLength());
  }

  private String beginning(String text) {
    boolean halves = Character.isHighSurrogate(text.charAt(longest - 1));
    return text.substring(0, halves ? longest - 1 : longest);
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static void setIfAbsent(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
