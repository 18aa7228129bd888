package dev.pictor.clip;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.pictor.error.BrokenModel;
import dev.pictor.natives.NativeFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;

/// Texts to token ids by a `tokenizer.json`: with special tokens, cut at a length, never padded
/// whatever the file says. Thread-safe.
final class Tokenizer implements AutoCloseable {

  static {
    // Without these the library asks for the machine's GPU and may download another native file.
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("RUST_FLAVOR", "cpu");
    setIfAbsent("ENGINE_CACHE_DIR", NativeFiles.cacheFolder().resolve("djl").toString());
  }

  private final HuggingFaceTokenizer tokenizer;

  private Tokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /// @param maxTokens that are kept of a text, special tokens included
  /// @throws BrokenModel naming the file
  static Tokenizer open(BundleFiles files, String path, String sha256, int maxTokens) {
    byte[] json = CheckedFile.bytes(files, path, sha256);
    Map<String, String> options =
        Map.of(
            "addSpecialTokens", "true",
            "padding", "false",
            "truncation", "true",
            "modelMaxLength", Integer.toString(maxTokens),
            "maxLength", Integer.toString(maxTokens));
    try {
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), options));
    } catch (IOException | RuntimeException e) {
      throw new BrokenModel(files.place(path) + ": not a tokenizer: " + e.getMessage(), e);
    }
  }

  Tokens encode(String text) {
    Encoding encoding = tokenizer.encode(text, true, false);
    return new Tokens(encoding.getIds(), encoding.exceedMaxLength());
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

  /// @param ids shared, not to be changed
  /// @param truncated whether the text had more
  @SuppressWarnings("ArrayRecordComponent")
  record Tokens(long[] ids, boolean truncated) {}
}
