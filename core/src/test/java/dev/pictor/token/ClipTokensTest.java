package dev.pictor.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.BrokenModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// CLIP's tokenizer in all its forms against the ids of open_clip and of the bare library.
class ClipTokensTest {

  private static final String PLACE = "tokenizer.json";
  private static final TokenizerSpec CLIP =
      new TokenizerSpec(TextCleaning.CLIP, 77, OptionalInt.of(0));

  /// Where open_clip reads its own spelling of a control token in a text as that token; here the
  /// text is what it says, and so it is for OpenAI's package.
  private static final Set<String> READ_AS_CONTROL_BY_OPEN_CLIP =
      Set.of("<start_of_text>", "<end_of_text> x");

  private static final String VOCABULARY_SHA256 =
      "5047b556ce86ccaf6aa22b3ffccfc52d391ea4accdab9c2f2407da5b742d4363";
  private static final String MERGES_SHA256 =
      "9fd691f7c8039210e0fced15865466c65820d09b63988b0174bfe25de299051a";

  @Test
  void allTextsGiveTheReferencesIds() throws IOException {
    assertAllAgree(TokenizerJson.clip());
  }

  @Test
  void mergesInPairsGiveTheSameIds() throws IOException {
    ObjectNode root = (ObjectNode) JsonMapper.shared().readTree(TokenizerJson.clip());
    ArrayNode pairs = root.withObject("/model").putArray("merges");
    for (String merge : merges()) {
      int blank = merge.indexOf(' ');
      pairs.addArray().add(merge.substring(0, blank)).add(merge.substring(blank + 1));
    }
    assertAllAgree(JsonMapper.shared().writeValueAsBytes(root));
  }

  @Test
  void publishedVocabularyAndMergesGiveTheSameIds() throws IOException, NoSuchAlgorithmException {
    byte[] vocabulary =
        JsonMapper.shared()
            .writeValueAsBytes(
                JsonMapper.shared().readTree(TokenizerJson.clip()).at("/model/vocab"));
    byte[] merges =
        ("#version: 0.2\n" + String.join("\n", merges()) + "\n").getBytes(StandardCharsets.UTF_8);
    assertThat(sha256(vocabulary)).isEqualTo(VOCABULARY_SHA256);
    assertThat(sha256(merges)).isEqualTo(MERGES_SHA256);
    byte[] json = TokenizerJson.ofClipFiles(vocabulary, merges, "vocab.json, merges.txt");
    assertAllAgree(json);
    assertThat(JsonMapper.shared().readTree(json).get("model"))
        .isEqualTo(JsonMapper.shared().readTree(TokenizerJson.clip()).get("model"));
  }

  @Test
  void withoutCleaningTheIdsAreThoseOfTheBareLibrary() throws IOException {
    TokenizerSpec bare = new TokenizerSpec(TextCleaning.NONE, 77);
    int compared = 0;
    try (Tokenizer tokenizer = Tokenizer.open(TokenizerJson.clip(), PLACE, bare)) {
      for (JsonNode each : Golden.lines("tokens-clip.jsonl")) {
        String text = each.get("text").asString();
        long[] expected =
            each.has("hf_ids")
                ? Golden.ids(each.get("hf_ids"))
                : Arrays.copyOf(Golden.ids(each.get("ids")), each.get("n").asInt());
        if (!each.has("openai_ids")) {
          assertThat(tokenizer.encode(text).ids()).as(text).isEqualTo(expected);
          compared++;
        }
      }
    }
    assertThat(compared).isEqualTo(347);
  }

  @Test
  void vocabularyOfAnotherModelIsRefusedByName() {
    byte[] vocabulary = "{\"a\":0}".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> TokenizerJson.ofClipFiles(vocabulary, new byte[0], "here/vocab.json"))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("here/vocab.json: no token <|startoftext|>");
    assertThatThrownBy(
            () -> TokenizerJson.ofClipFiles("[1".getBytes(StandardCharsets.UTF_8), vocabulary, "x"))
        .isInstanceOf(BrokenModel.class)
        .hasMessageContaining("x: not JSON");
  }

  private static void assertAllAgree(byte[] json) throws IOException {
    List<JsonNode> texts = Golden.lines("tokens-clip.jsonl");
    assertThat(texts).hasSize(356);
    List<String> others = new ArrayList<>();
    try (Tokenizer tokenizer = Tokenizer.open(json, PLACE, CLIP)) {
      for (JsonNode each : texts) {
        String text = each.get("text").asString();
        Tokens tokens = tokenizer.encode(text);
        if (READ_AS_CONTROL_BY_OPEN_CLIP.contains(text)) {
          others.add(text);
          assertThat(Arrays.copyOf(tokens.ids(), tokens.count()))
              .as(text)
              .isEqualTo(Golden.ids(each.get("openai_ids")));
        } else {
          assertThat(tokens.ids()).as(text).isEqualTo(Golden.ids(each.get("ids")));
          assertThat(tokens.count()).as(text).isEqualTo(each.get("n").asInt());
          assertThat(tokens.truncated()).as(text).isEqualTo(each.has("full_length"));
        }
      }
    }
    assertThat(others).containsExactlyInAnyOrderElementsOf(READ_AS_CONTROL_BY_OPEN_CLIP);
  }

  private static List<String> merges() {
    List<String> merges = new ArrayList<>();
    JsonMapper.shared()
        .readTree(TokenizerJson.clip())
        .at("/model/merges")
        .forEach(each -> merges.add(each.asString()));
    return merges;
  }

  private static String sha256(byte[] bytes) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }
}
