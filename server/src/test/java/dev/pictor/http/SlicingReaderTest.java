package dev.pictor.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.POJONode;

class SlicingReaderTest {

  private static final byte[] PICTURE = new byte[50_001];

  static {
    new Random(3).nextBytes(PICTURE);
  }

  @Test
  void aLongTextIsASliceAndAllElseIsAsUsual() {
    String base64 = Base64.getEncoder().encodeToString(PICTURE);
    String json =
        """
        {"a": 1, "b": [true, null, -2.5e3, "short \\u4e2d", {"c": "%s"}], "d": "中文", "e": {}}
        """
            .formatted(base64);
    JsonNode sliced = Json.readSlicing(utf8(json));
    JsonNode value = sliced.path("b").path(4).path("c");
    assertThat(slice(value).decodePicture("c")).isEqualTo(PICTURE);
    assertThat(slice(value).text()).isEqualTo(base64);
    assertThat(Json.read(Json.write(sliced))).isEqualTo(Json.read(utf8(json)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data:image/jpeg;base64,", "DATA:;BASE64,", ""})
  void aDataAddressIsDecoded(String prefix) {
    String base64 = Base64.getEncoder().encodeToString(PICTURE);
    assertThat(slice(only(prefix + base64)).decodePicture("x")).isEqualTo(PICTURE);
  }

  @Test
  void theOtherAlphabetAndMissingPaddingAreDecoded() {
    String base64 = Base64.getUrlEncoder().withoutPadding().encodeToString(PICTURE);
    assertThat(slice(only(base64)).decodePicture("x")).isEqualTo(PICTURE);
  }

  @Test
  void aTextWithEscapesIsReadWhole() {
    String base64 = Base64.getMimeEncoder(76, utf8("\n")).encodeToString(PICTURE);
    JsonNode value = only(base64.replace("\n", "\\n"));
    assertThat(value.isString()).isTrue();
    assertThat(PictureText.decode(value.stringValue(), "x")).isEqualTo(PICTURE);
  }

  @Test
  void whatIsNotBase64IsNamed() {
    String wrong = "%".repeat(20_000);
    assertThatThrownBy(() -> slice(only(wrong)).decodePicture("image[2]"))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageContaining("image[2]: not base64");
    assertThatThrownBy(() -> slice(only("data:text/plain," + wrong)).decodePicture("image"))
        .hasMessageContaining("data address without base64");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{", "{\"a\": }", "[1, 2", "{\"a\": 1} x", "nul", "{\"a\" 1}", "{\"a\": \"b"})
  void whatIsNotJsonIsRefusedAsUsual(String json) {
    assertThatThrownBy(() -> Json.readSlicing(utf8(json))).isInstanceOf(InvalidRequest.class);
    assertThatThrownBy(() -> Json.read(utf8(json))).isInstanceOf(InvalidRequest.class);
  }

  @Test
  void cutOffAnywhereItIsRefused() {
    byte[] whole = utf8("{\"image\": {\"value\": \"" + "A".repeat(20_000) + "\"}, \"b\": [1]}");
    for (int length = 0;
        length < whole.length;
        length += length < 40 || length > 20_000 ? 1 : 997) {
      byte[] part = java.util.Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> Json.readSlicing(part)).isInstanceOf(InvalidRequest.class);
    }
  }

  @Test
  void aBodyWaitsForRoomAndOneThatWaitedForLongIsLetInWithoutIt() {
    BodyBudget budget = new BodyBudget(1 << 20, Duration.ofMillis(1));
    assertThat(budget.acquire(1000)).isZero();
    int first = budget.acquire(700_000);
    assertThat(first).isPositive();
    assertThat(budget.acquire(700_000)).isZero();
    budget.release(first);
    int whole = budget.acquire(1L << 40);
    assertThat(whole).isEqualTo(16);
    budget.release(whole);
  }

  private static JsonNode only(String text) {
    return Json.readSlicing(utf8("{\"x\": \"" + text + "\"}")).path("x");
  }

  private static TextSlice slice(JsonNode node) {
    return (TextSlice) ((POJONode) node).getPojo();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
