package dev.pictor.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Random and damaged texts against what the references make of them, and what matters most of it
/// one by one.
class TextCleaningTest {

  @Test
  void damagedTextsAreRepairedAsByTheReference() throws IOException {
    List<JsonNode> texts = Golden.lines("cleaning.jsonl");
    assertThat(texts).hasSize(400);
    for (JsonNode each : texts) {
      String text = each.get("text").asString();
      assertAs(each, "repaired", TextCleaning.WHITESPACE.clean(text));
      assertAs(each, "clip", TextCleaning.CLIP.clean(text));
      assertAs(each, "words", TextCleaning.CHINESE_CLIP.clean(text));
      if (each.has("siglip")) {
        assertAs(each, "siglip", TextCleaning.SIGLIP.clean(text));
      }
      assertThat(TextCleaning.NONE.clean(text)).isEqualTo(text);
    }
  }

  private static void assertAs(JsonNode line, String field, String cleaned) {
    assertThat(cleaned).as(field + " of " + line.get("text")).isEqualTo(line.get(field).asString());
  }

  @Test
  void utf8ReadInACodePageIsRepairedHoweverOften() {
    assertThat(clip("cafÃ©")).isEqualTo("café");
    assertThat(clip("cafÃƒÂ©")).isEqualTo("café");
    assertThat(clip("Itâ€™s")).isEqualTo("it's");
    assertThat(clip("voilÃ le travail")).isEqualTo("voilà le travail");
    assertThat(clip("РљРѕС€РєР°")).isEqualTo("кошка");
    assertThat(clip("â€œ like this â€\uFFFD")).isEqualTo("\" like this \uFFFD");
  }

  @Test
  void wordsThatOnlyLookDamagedAreLeftAlone() {
    assertThat(clip("Ångström naïve façade ÆØÅ")).isEqualTo("ångström naïve façade æøå");
    assertThat(clip("5 £ – 7 €")).isEqualTo("5 £ – 7 €");
    assertThat(clip("一只红色的猫")).isEqualTo("一只红色的猫");
  }

  @Test
  void referencesOfHtmlAreReadTwiceAndWithoutSemicolons() {
    assertThat(clip("a &amp;lt; b")).isEqualTo("a < b");
    assertThat(clip("&copy 2024 &notit; &NTILDE;")).isEqualTo("© 2024 ¬it; ñ");
    assertThat(clip("<b>&amp;amp;amp;</b>")).isEqualTo("<b>&amp;</b>");
    assertThat(clip("&#x110000; &#xD83D; &#99999999999;")).isEqualTo("\uFFFD \uFFFD \uFFFD");
    assertThat(clip("&#150; &#8; &nosuchname;")).isEqualTo("– &nosuchname;");
  }

  @Test
  void sigmaAtTheEndOfAWordHasItsFinalForm() {
    assertThat(clip("ΟΔΟΣ ΣΑΣ Σ ΑΣ'Α ΑΣ. Α'Σ")).isEqualTo("οδος σας σ ασ'α ας. α'ς");
    assertThat(TextCleaning.SIGLIP.clean("ΟΔΟΣ")).isEqualTo("οδοσ");
  }

  @Test
  void controlsTerminalEscapesAndHalvesOfPairsGo() {
    assertThat(clip("\uFEFFa\u0000b\u001B[31mred\u001B[0m\r\nc\uFFF9")).isEqualTo("abred c");
    assertThat(clip("x\uD83D y \uD83D\uDE00")).isEqualTo("x\uFFFD y \uD83D\uDE00");
  }

  @Test
  void chineseWordsAreSplitWithoutChangingTheirWidth() {
    assertThat(TextCleaning.CHINESE_CLIP.clean("ＡＢ猫Café[CLS]\u200B,x"))
        .isEqualTo("ａｂ 猫 cafe [ cls ] , x");
  }

  /// What open_clip's `canonicalize_text` says of itself: lower case, no punctuation.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '¦',
      textBlock =
          """
          A photo of a cat!              | a photo of a cat
          it's a T-shirt, size: "XL"     | its a tshirt size xl
          snake_case  and__more          | snake case and more
          {} {a} $5 + 10% = 50~`^        | a 5 10 50
          cafÃ© &lt;b&gt;      | café b
          “Quoted” — 猫。 ¡Olé! | quoted — 猫。 ¡olé
          ΟΔΟΣ.      | οδος
          """)
  void canonicalTextsAreInLowerCaseWithoutPunctuation(String text, String canonical) {
    assertThat(TextCleaning.CANONICALIZE.clean(text)).isEqualTo(canonical);
  }

  @Test
  void aTextOfPunctuationAloneIsEmptyWhenItIsCanonical() {
    assertThat(TextCleaning.CANONICALIZE.clean("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")).isEmpty();
  }

  @Test
  void eachIsFoundByItsName() {
    for (TextCleaning each : TextCleaning.values()) {
      assertThat(TextCleaning.named(each.wireName())).contains(each);
    }
    assertThat(TextCleaning.named("Clip")).isEmpty();
  }

  private static String clip(String text) {
    return TextCleaning.CLIP.clean(text);
  }
}
