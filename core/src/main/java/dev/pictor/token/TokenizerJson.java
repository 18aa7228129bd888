package dev.pictor.token;

import dev.pictor.error.BrokenModel;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// The other forms in which a tokenizer comes, as the bytes of a `tokenizer.json`, for models that
/// bring none.
public final class TokenizerJson {

  private static final String START = "<|startoftext|>";
  private static final String END = "<|endoftext|>";

  /// CLIP's words. The long s counts as an s behind an apostrophe, because the reference compares
  /// without case.
  private static final String CLIP_WORDS =
      "'[s\u017F]|'t|'re|'ve|'m|'ll|'d|[\\p{L}]+|[\\p{N}]|[^\\s\\p{L}\\p{N}]+";

  private static final List<String> BERT_CONTROLS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");

  private TokenizerJson() {}

  /// The tokenizer of OpenAI's and open_clip's models, 49408 tokens.
  public static byte[] clip() {
    try (InputStream in = TokenizerJson.class.getResourceAsStream("clip-bpe.json")) {
      if (in == null) {
        throw new IllegalStateException("clip-bpe.json: missing from the class path");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// CLIP's byte pair encoding by its `vocab.json` and `merges.txt`.
  ///
  /// @param place of the files, for messages
  /// @throws BrokenModel when the vocabulary is not one of CLIP
  public static byte[] ofClipFiles(byte[] vocab, byte[] merges, String place) {
    ObjectNode tokens = vocabulary(vocab, place);
    int start = id(tokens, START, place);
    int end = id(tokens, END, place);
    ObjectNode root = root();
    ArrayNode added = root.putArray("added_tokens");
    added.add(addedToken(start, START, true));
    added.add(addedToken(end, END, true));
    ArrayNode steps = root.putObject("normalizer").put("type", "Sequence").putArray("normalizers");
    steps.addObject().put("type", "NFC");
    steps
        .addObject()
        .put("type", "Replace")
        .put("content", " ")
        .putObject("pattern")
        .put("Regex", "\\s+");
    steps.addObject().put("type", "Lowercase");
    root.set("pre_tokenizer", clipWords());
    ObjectNode ends = root.putObject("post_processor").put("type", "RobertaProcessing");
    ends.put("trim_offsets", false).put("add_prefix_space", false);
    ends.putArray("sep").add(END).add(end);
    ends.putArray("cls").add(START).add(start);
    root.set("decoder", byteLevel());
    ObjectNode model = root.putObject("model").put("type", "BPE").put("unk_token", END);
    model.put("continuing_subword_prefix", "").put("end_of_word_suffix", "</w>");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    model.putNull("dropout").set("vocab", tokens);
    ArrayNode pairs = model.putArray("merges");
    for (String line : lines(text(merges, place))) {
      if (!line.isBlank() && !line.startsWith("#version")) {
        pairs.add(line);
      }
    }
    return JsonMapper.shared().writeValueAsBytes(root);
  }

  /// BERT's word pieces by its `vocab.txt`, as cn_clip reads it: a token a line, without the white
  /// space around it, and words of up to 200 characters.
  ///
  /// @param lowerCase whether the tokens are in lower case and without accents
  /// @param place of the file, for messages
  /// @throws BrokenModel when the vocabulary is not one of BERT
  public static byte[] ofBertVocabulary(byte[] vocab, boolean lowerCase, String place) {
    ObjectNode tokens = JsonNodeFactory.instance.objectNode();
    List<String> lines = lines(text(vocab, place));
    for (int i = 0; i < lines.size(); i++) {
      tokens.put(PythonText.strip(lines.get(i)), i);
    }
    ObjectNode root = root();
    ArrayNode added = root.putArray("added_tokens");
    for (String control : BERT_CONTROLS) {
      added.add(addedToken(id(tokens, control, place), control, false));
    }
    ObjectNode normalizer = root.putObject("normalizer").put("type", "BertNormalizer");
    normalizer.put("clean_text", true).put("handle_chinese_chars", true);
    normalizer.put("lowercase", lowerCase).putNull("strip_accents");
    root.putObject("pre_tokenizer").put("type", "BertPreTokenizer");
    ObjectNode ends = root.putObject("post_processor").put("type", "BertProcessing");
    ends.putArray("sep").add("[SEP]").add(id(tokens, "[SEP]", place));
    ends.putArray("cls").add("[CLS]").add(id(tokens, "[CLS]", place));
    root.putObject("decoder").put("type", "WordPiece").put("prefix", "##").put("cleanup", true);
    ObjectNode model = root.putObject("model").put("type", "WordPiece").put("unk_token", "[UNK]");
    model.put("continuing_subword_prefix", "##");
    model.put("max_input_chars_per_word", TokenizerEdits.LONGEST_CHINESE_CLIP_WORD);
    model.set("vocab", tokens);
    return JsonMapper.shared().writeValueAsBytes(root);
  }

  /// How CLIP cuts a text into words, and these into bytes.
  static ObjectNode clipWords() {
    ObjectNode words = JsonNodeFactory.instance.objectNode().put("type", "Sequence");
    ArrayNode steps = words.putArray("pretokenizers");
    ObjectNode split = steps.addObject().put("type", "Split").put("behavior", "Removed");
    split.put("invert", true).putObject("pattern").put("Regex", CLIP_WORDS);
    steps.add(byteLevel());
    return words;
  }

  private static ObjectNode byteLevel() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", true)
        .put("use_regex", false);
  }

  private static ObjectNode root() {
    ObjectNode root = JsonNodeFactory.instance.objectNode().put("version", "1.0");
    return root.putNull("truncation").putNull("padding");
  }

  private static ObjectNode addedToken(int id, String content, boolean normalized) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", id)
        .put("content", content)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", normalized)
        .put("special", true);
  }

  private static ObjectNode vocabulary(byte[] json, String place) {
    try {
      if (JsonMapper.shared().readTree(json) instanceof ObjectNode tokens) {
        return tokens;
      }
    } catch (JacksonException e) {
      throw new BrokenModel(place + ": not JSON: " + e.getOriginalMessage(), e);
    }
    throw new BrokenModel(place + ": not a vocabulary (expected: an object of tokens and ids)");
  }

  private static int id(ObjectNode tokens, String token, String place) {
    if (tokens.path(token).isInt()) {
      return tokens.path(token).asInt();
    }
    throw new BrokenModel(
        "%s: no token %s (expected: the vocabulary of a CLIP or BERT model)"
            .formatted(place, token));
  }

  private static String text(byte[] bytes, String place) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new BrokenModel(place + ": not a text in UTF-8", e);
    }
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }
}
