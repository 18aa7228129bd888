package dev.pictor.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.BrokenModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Chinese-CLIP's tokenizer in both its forms against the ids of cn_clip.
class ChineseClipTokensTest {

  private static final String PLACE = "tokenizer.json";

  @Test
  void vocabularyGivesTheReferencesIds() throws IOException {
    assertAllAgree(
        TokenizerJson.ofBertVocabulary(Golden.bytes("bert-vocab.txt"), true, "vocab.txt"));
  }

  @Test
  void tokenizerFileOfAnotherLibraryGivesTheReferencesIds() throws IOException {
    assertAllAgree(Golden.bytes("bert-tokenizer.json"));
  }

  @Test
  void lineEndsOfAnotherSystemGiveTheSameTokenizer() throws IOException {
    byte[] vocabulary = Golden.bytes("bert-vocab.txt");
    byte[] returns =
        new String(vocabulary, StandardCharsets.UTF_8)
            .replace("\n", "\r\n")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(TokenizerJson.ofBertVocabulary(returns, true, "vocab.txt"))
        .isEqualTo(TokenizerJson.ofBertVocabulary(vocabulary, true, "vocab.txt"));
  }

  @Test
  void withoutCleaningTheIdsAreThoseOfTheBareLibraryButForControlTokensAndLongWords()
      throws IOException {
    TokenizerSpec bare = new TokenizerSpec(TextCleaning.NONE, 52);
    try (Tokenizer library = Tokenizer.open(Golden.bytes("bert-tokenizer.json"), PLACE, bare);
        Tokenizer ours =
            Tokenizer.open(
                TokenizerJson.ofBertVocabulary(Golden.bytes("bert-vocab.txt"), true, "vocab.txt"),
                "vocab.txt",
                bare)) {
      for (JsonNode each : Golden.lines("tokens-zh.jsonl")) {
        String text = each.get("text").asString();
        long[] reference = Arrays.copyOf(Golden.ids(each.get("ids")), each.get("n").asInt());
        assertThat(ours.encode(text).ids()).as(text).isEqualTo(reference);
        boolean longWord = each.has("hf_ids") && text.length() > 100;
        assertThat(library.encode(text).ids())
            .as(text)
            .isEqualTo(longWord ? Golden.ids(each.get("hf_ids")) : reference);
      }
    }
  }

  @Test
  void vocabularyOfAnotherModelIsRefusedByName() {
    byte[] vocabulary = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> TokenizerJson.ofBertVocabulary(vocabulary, true, "here/vocab.txt"))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("here/vocab.txt: no token [PAD]");
    assertThatThrownBy(
            () -> TokenizerJson.ofBertVocabulary(new byte[] {(byte) 0xFF}, true, "vocab.txt"))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("vocab.txt: not a text in UTF-8");
  }

  private static void assertAllAgree(byte[] json) throws IOException {
    List<JsonNode> texts = Golden.lines("tokens-zh.jsonl");
    assertThat(texts).hasSize(120);
    TokenizerSpec spec = new TokenizerSpec(TextCleaning.CHINESE_CLIP, 52, OptionalInt.of(0));
    try (Tokenizer tokenizer = Tokenizer.open(json, PLACE, spec)) {
      for (JsonNode each : texts) {
        String text = each.get("text").asString();
        Tokens tokens = tokenizer.encode(text);
        assertThat(tokens.ids()).as(text).isEqualTo(Golden.ids(each.get("ids")));
        assertThat(tokens.count()).as(text).isEqualTo(each.get("n").asInt());
        assertThat(tokens.truncated()).as(text).isEqualTo(each.has("full_length"));
      }
    }
  }
}
