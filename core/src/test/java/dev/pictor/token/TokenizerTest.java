package dev.pictor.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.BrokenModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TokenizerTest {

  private static final long SEED = Long.getLong("pictor.seed", 20_261_128);
  private static final int START = 49406;
  private static final int END = 49407;

  /// Pieces as of XLM-RoBERTa: a control token is a piece like any other, and the likeliest.
  private static final String PIECES =
      """
      {"version": "1.0", "truncation": null, "padding": null,
       "added_tokens": [
         {"id": 0, "content": "<s>", "special": true, "normalized": false,
          "single_word": false, "lstrip": false, "rstrip": false},
         {"id": 1, "content": "</s>", "special": true, "normalized": false,
          "single_word": false, "lstrip": false, "rstrip": false},
         {"id": 2, "content": "<unk>", "special": true, "normalized": false,
          "single_word": false, "lstrip": false, "rstrip": false}],
       "normalizer": null,
       "pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "always"},
       "post_processor": {"type": "TemplateProcessing",
         "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}},
                    {"Sequence": {"id": "A", "type_id": 0}},
                    {"SpecialToken": {"id": "</s>", "type_id": 0}}],
         "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 0}}],
         "special_tokens": {"<s>": {"id": "<s>", "ids": [0], "tokens": ["<s>"]},
                            "</s>": {"id": "</s>", "ids": [1], "tokens": ["</s>"]}}},
       "decoder": null,
       "model": {"type": "Unigram", "unk_id": 2, "byte_fallback": false, "vocab": [
         ["<s>", 0.0], ["</s>", 0.0], ["<unk>", 0.0], ["▁", -2.5], ["a", -3.25], ["<", -4.0],
         ["s", -4.0], [">", -4.0], ["▁a", -3.0], ["/", -4.0]]}}
      """;

  @Test
  void randomTextsNeverFailNorGrowBeyondTheLimitAndKeepBothEnds() {
    Random random = new Random(SEED);
    TokenizerSpec spec = new TokenizerSpec(TextCleaning.CLIP, 77);
    try (Tokenizer tokenizer = Tokenizer.open(TokenizerJson.clip(), "clip", spec)) {
      for (int i = 0; i < 3000; i++) {
        String text = randomText(random);
        long[] ids = tokenizer.encode(text).ids();
        assertThat(ids).as("seed %d, text %d: %s", SEED, i, text).hasSizeBetween(2, 77);
        assertThat(ids[0]).isEqualTo(START);
        assertThat(ids[ids.length - 1]).isEqualTo(END);
        assertThat(Arrays.stream(ids, 1, ids.length - 1)).allMatch(id -> id >= 0 && id < START);
      }
    }
  }

  @Test
  void randomChineseTextsNeverFailNorGrowBeyondTheLimitAndKeepBothEnds() throws IOException {
    Random random = new Random(SEED);
    TokenizerSpec spec = new TokenizerSpec(TextCleaning.CHINESE_CLIP, 52);
    try (Tokenizer tokenizer = Tokenizer.open(Golden.bytes("bert-tokenizer.json"), "zh", spec)) {
      for (int i = 0; i < 3000; i++) {
        String text = randomText(random);
        long[] ids = tokenizer.encode(text).ids();
        assertThat(ids).as("seed %d, text %d: %s", SEED, i, text).hasSizeBetween(2, 52);
        assertThat(ids[0]).isEqualTo(101);
        assertThat(ids[ids.length - 1]).isEqualTo(102);
      }
    }
  }

  private static String randomText(Random random) {
    String[] parts = {
      "&amp;",
      "&#",
      "<|endoftext|>",
      "[SEP]",
      "Ã",
      "â€",
      "\u001B[",
      "cafÃ©",
      " ",
      "\n",
      "word",
      "猫",
      "<"
    };
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(120); length > 0; length--) {
      switch (random.nextInt(5)) {
        case 0 -> text.append((char) random.nextInt(0x10000));
        case 1 -> text.append((char) random.nextInt(0x250));
        case 2 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
        case 3 -> text.append((char) (' ' + random.nextInt(95)));
        default -> text.append(parts[random.nextInt(parts.length)]);
      }
    }
    return text.toString();
  }

  @Test
  void cutTextKeepsItsFirstTokensAndTheEnd() {
    TokenizerSpec spec = new TokenizerSpec(TextCleaning.CLIP, 5, OptionalInt.of(END));
    try (Tokenizer tokenizer = Tokenizer.open(TokenizerJson.clip(), "clip", spec)) {
      Tokens whole = tokenizer.encode("a dog");
      Tokens cut = tokenizer.encode("a dog on a sofa");
      assertThat(whole.ids()).containsExactly(START, 320, 1929, END, END);
      assertThat(whole.count()).isEqualTo(4);
      assertThat(whole.truncated()).isFalse();
      assertThat(cut.ids()).containsExactly(START, 320, 1929, 525, END);
      assertThat(cut.count()).isEqualTo(5);
      assertThat(cut.truncated()).isTrue();
    }
  }

  @Test
  void hugeTextsAreReadToTheirBeginning() {
    TokenizerSpec spec = new TokenizerSpec(TextCleaning.CLIP, 77);
    try (Tokenizer tokenizer = Tokenizer.open(TokenizerJson.clip(), "clip", spec)) {
      for (String part : new String[] {"&amp;", "amp;", "x", "😀", "dog ", "Ã©", "Â "}) {
        Tokens tokens = tokenizer.encode("&" + part.repeat(1_000_000 / part.length()));
        assertThat(tokens.truncated()).as(part).isTrue();
        assertThat(tokens.count()).as(part).isLessThanOrEqualTo(77);
        assertThat(tokens.ids()[tokens.count() - 1]).isEqualTo(END);
      }
    }
  }

  @Test
  void controlTokensThatArePiecesAreNotFoundInTexts() {
    TokenizerSpec spec = new TokenizerSpec(TextCleaning.WHITESPACE, 16);
    byte[] json = PIECES.getBytes(StandardCharsets.UTF_8);
    try (Tokenizer tokenizer = Tokenizer.open(json, "pieces", spec)) {
      assertThat(tokenizer.encode("a").ids()).containsExactly(0, 8, 1);
      assertThat(tokenizer.encode("a <s>a</s>").ids())
          .containsExactly(0, 8, 3, 5, 6, 7, 4, 5, 9, 6, 7, 1);
      assertThat(tokenizer.encode("z").ids()).containsExactly(0, 3, 2, 1);
    }
  }

  @Test
  void filesThatAreNoTokenizersAreRefusedByName() {
    TokenizerSpec spec = new TokenizerSpec(TextCleaning.CLIP, 77);
    for (String json : new String[] {"", "[]", "{}", "{\"model\":{}}", "{\"model\":", "null"}) {
      assertThatThrownBy(
              () -> Tokenizer.open(json.getBytes(StandardCharsets.UTF_8), "some/file.json", spec))
          .as(json)
          .isInstanceOf(BrokenModel.class)
          .hasMessageContaining("some/file.json: not a tokenizer");
    }
  }
}
