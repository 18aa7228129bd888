package dev.pictor.token;

import dev.pictor.error.BrokenModel;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Changes to a `tokenizer.json` before the library reads it: control tokens are no longer found in
/// texts, and a cleaning that does the work of the file's normalizer takes its place.
final class TokenizerEdits {

  /// Before a piece of a vocabulary that no text may reach: not a character, and a blank, which
  /// tokenizers of this kind replace before they look anything up.
  private static final String UNREACHABLE = "\uFFFF ";

  /// cn_clip's limit; the library's own is 100.
  static final int LONGEST_CHINESE_CLIP_WORD = 200;

  private TokenizerEdits() {}

  /// @throws BrokenModel when the file is not a JSON object with a model
  static byte[] adapt(byte[] json, String place, TextCleaning cleaning) {
    JsonMapper mapper = JsonMapper.shared();
    try {
      if (mapper.readTree(json) instanceof ObjectNode root
          && root.get("model") instanceof ObjectNode model) {
        hideControlTokens(root, model);
        leaveToCleaning(root, model, cleaning);
        return mapper.writeValueAsBytes(root);
      }
    } catch (JacksonException e) {
      throw new BrokenModel(place + ": not a tokenizer: " + e.getOriginalMessage(), e);
    }
    throw new BrokenModel(
        place + ": not a tokenizer (expected: a tokenizer.json, an object with a model)");
  }

  private static void hideControlTokens(ObjectNode root, ObjectNode model) {
    Map<String, Integer> hidden = new TreeMap<>();
    if (root.get("added_tokens") instanceof ArrayNode added) {
      for (JsonNode token : added) {
        if (token.path("special").asBoolean(false)) {
          hidden.put(token.path("content").asString(""), token.path("id").asInt(-1));
        }
      }
      added.removeIf(token -> token.path("special").asBoolean(false));
    }
    if (model.get("merges") instanceof ArrayNode merges) {
      merges.removeIf(merge -> hidden.containsKey(merged(merge)));
    }
    if (model.get("vocab") instanceof ArrayNode pieces) {
      hidden.forEach((content, id) -> hidePiece(pieces, id, content));
    }
  }

  /// What a merge yields, given as `"a b"` or as `["a", "b"]`.
  private static String merged(JsonNode merge) {
    return merge.isArray()
        ? merge.path(0).asString("") + merge.path(1).asString("")
        : merge.asString("").replace(" ", "");
  }

  private static void hidePiece(ArrayNode pieces, int id, String content) {
    if (pieces.get(id) instanceof ArrayNode piece && piece.path(0).asString("").equals(content)) {
      piece.set(0, JsonNodeFactory.instance.stringNode(UNREACHABLE + content));
    }
  }

  private static void leaveToCleaning(ObjectNode root, ObjectNode model, TextCleaning cleaning) {
    switch (cleaning) {
      case CLIP -> {
        if (model.path("end_of_word_suffix").asString("").equals("</w>")) {
          root.putNull("normalizer");
          root.set("pre_tokenizer", TokenizerJson.clipWords());
        }
      }
      case CHINESE_CLIP -> {
        root.putNull("normalizer");
        root.putObject("pre_tokenizer").put("type", "WhitespaceSplit");
        model.put("max_input_chars_per_word", LONGEST_CHINESE_CLIP_WORD);
      }
      case NONE, SIGLIP, WHITESPACE, CANONICALIZE -> {}
    }
  }
}
