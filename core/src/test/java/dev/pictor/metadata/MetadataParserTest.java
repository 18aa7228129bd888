package dev.pictor.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class MetadataParserTest {

  @Test
  void plainMapsComeBackInOrder() {
    Map<String, Object> plain = new LinkedHashMap<>();
    plain.put("z", "x");
    plain.put("n", 3);
    plain.put("d", -2.5);
    plain.put("b", false);
    plain.put("l", List.of("p", "p"));
    plain.put("huge", 1e300);
    Map<String, Object> back = MetadataParser.toPlain(MetadataParser.parse(plain));
    plain.put("n", 3L);
    assertThat(back).isEqualTo(plain);
    assertThat(back.keySet()).containsExactlyElementsOf(plain.keySet());
  }

  @Test
  void otherTypesAreRefusedByName() {
    refused(Collections.singletonMap("f", null), "metadata.f: null");
    refused(Map.of("f", Map.of("g", 1)), "metadata.f: {g=1}");
    refused(Map.of("f", List.of(1)), "metadata.f: [1]");
    refused(Map.of("f", Double.POSITIVE_INFINITY), "metadata.f: Infinity");
    refused(Map.of("f", "\ud800"), "surrogate");
    refused(Map.of("$f", 1), "metadata field");
  }

  @Test
  void sizeIsCountedAsJsonAndLimited() {
    Map<String, Object> plain =
        Map.of("é\"\n\u0001", "长😀", "n", 1.5, "i", -12, "b", true, "l", List.of("a", "b"));
    byte[] json = JsonMapper.shared().writeValueAsBytes(plain);
    assertThat(JsonSize.of(MetadataParser.parse(plain))).isEqualTo(json.length);
    int frame = "{\"a\":\"\"}".length();
    MetadataParser.parse(Map.of("a", "x".repeat(MetadataParser.MAX_BYTES - frame)));
    refused(
        Map.of("a", "x".repeat(MetadataParser.MAX_BYTES - frame + 1)),
        "metadata size is 40961 bytes, which exceeds the limit of 40960 bytes per vector");
  }

  private static void refused(Map<String, ? extends @Nullable Object> fields, String message) {
    assertThatThrownBy(() -> MetadataParser.parse(fields))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining(message);
  }
}
