package dev.pictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.clip.GraphSignature.Numbers;
import dev.pictor.clip.GraphSignature.Port;
import dev.pictor.clip.ModelManifest.Padding;
import dev.pictor.error.InvalidRequest;
import dev.pictor.token.TextCleaning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TextSpecTest {

  private static final String SENTENCE_WORDS =
      """
      {"added_tokens": [{"id": 1, "content": "<pad>"}],
       "model": {"type": "Unigram", "vocab": [["<s>", 0], ["<pad>", 0], ["</s>", 0]]}}
      """;

  @TempDir Path folder;

  @Test
  void siglipIsPaddedToTheEndWhateverItsGraphAllows() throws IOException {
    TextSpec spec =
        spec("{\"model_type\": \"siglip\"}", SENTENCE_WORDS, "{\"pad_token\": \"</s>\"}", 1, -1);
    assertThat(spec)
        .isEqualTo(new TextSpec(64, new Padding.Right(2), TextCleaning.SIGLIP, false, true));
  }

  @Test
  void textsAreCleanedAsOpenClipsConfigurationSays() throws IOException {
    String immich =
        """
        {"text_cfg": {"context_length": 64, "hf_tokenizer_name": "timm/ViT-B-16-SigLIP",
          "tokenizer_kwargs": {"clean": "canonicalize"}}}
        """;
    assertThat(spec(immich, SENTENCE_WORDS, "{\"pad_token\": \"</s>\"}", 1, -1))
        .isEqualTo(new TextSpec(64, new Padding.Right(2), TextCleaning.CANONICALIZE, false, true));
    String lower =
        "{\"model_cfg\": {\"text_cfg\": {\"tokenizer_kwargs\": {\"clean\": \"lower\"}}}}";
    assertThat(spec(lower, SENTENCE_WORDS, "{}", 1, -1).cleaning()).isEqualTo(TextCleaning.CLIP);
  }

  @Test
  void chineseClipIsPaddedToItsNeighboursBehindAMask() throws IOException {
    TextSpec spec =
        spec(
            "{\"model_type\": \"chinese_clip\", \"text_config\": {\"max_position_embeddings\": 512}}",
            "{\"model\": {\"type\": \"WordPiece\", \"vocab\": {\"[PAD]\": 0, \"[CLS]\": 101}}}",
            "{\"pad_token\": \"[PAD]\", \"model_max_length\": 512}",
            2,
            -1);
    assertThat(spec)
        .isEqualTo(
            new TextSpec(52, new Padding.Longest(0), TextCleaning.CHINESE_CLIP, false, true));
  }

  @Test
  void aTowerThatMayReadItsPaddingGetsNone() throws IOException {
    TextSpec spec =
        spec(
            "{\"text_cfg\": {\"context_length\": 77}}",
            SENTENCE_WORDS,
            "{\"pad_token\": {\"content\": \"<pad>\"}}",
            1,
            -1);
    assertThat(spec)
        .isEqualTo(new TextSpec(77, new Padding.None(), TextCleaning.WHITESPACE, false, false));
  }

  @Test
  void aLengthWithoutMeaningIsCut() throws IOException {
    TextSpec spec =
        spec("{}", SENTENCE_WORDS, "{\"model_max_length\": 8192, \"pad_token\": \"<pad>\"}", 2, -1);
    assertThat(spec)
        .isEqualTo(new TextSpec(512, new Padding.Longest(1), TextCleaning.NONE, false, true));
  }

  @Test
  void aFixedLengthOfTheGraphDecides() throws IOException {
    TextSpec spec = spec("{}", SENTENCE_WORDS, "{\"pad_token\": \"<pad>\"}", 2, 128);
    assertThat(spec)
        .isEqualTo(new TextSpec(128, new Padding.Right(1), TextCleaning.NONE, false, true));
    assertThatThrownBy(
            () ->
                TextSpec.of(
                    facts("{}", SENTENCE_WORDS, "{}", 2, 128, false),
                    AddOptions.none().withMaxTokens(64)))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("max-tokens: 64 (expected: 128");
  }

  @Test
  void textsNeverShareARunThatQuantises() throws IOException {
    TextSpec.Facts facts = facts("{}", SENTENCE_WORDS, "{\"pad_token\": \"<pad>\"}", 2, -1, true);
    TextSpec spec = TextSpec.of(facts, AddOptions.none());
    assertThat(spec.together()).isFalse();
    assertThat(spec.padding()).isEqualTo(new Padding.None());
  }

  private TextSpec spec(String config, String tokenizer, String options, int inputs, long length)
      throws IOException {
    return TextSpec.of(facts(config, tokenizer, options, inputs, length, false), AddOptions.none());
  }

  private TextSpec.Facts facts(
      String config, String tokenizer, String options, int inputs, long length, boolean quantises)
      throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), tokenizer);
    Files.writeString(folder.resolve("tokenizer_config.json"), options);
    Path graph = folder.resolve("text.onnx");
    Layout layout =
        new Layout(
            Layout.Kind.TRANSFORMERS,
            new Layout.Graphs.Split(graph, graph),
            Optional.empty(),
            Optional.empty(),
            Optional.of(folder));
    SourceTokenizer words = SourceTokenizer.read(layout, folder);
    Optional<JsonFile> json =
        Optional.of(
            new JsonFile(folder.resolve("config.json"), "", JsonMapper.shared().readTree(config)));
    List<Port> ports = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      ports.add(new Port("input" + i, Numbers.INT64, List.of(-1L, length)));
    }
    return new TextSpec.Facts(graph, ports, quantises, Family.of(json, words.tree()), json, words);
  }
}
