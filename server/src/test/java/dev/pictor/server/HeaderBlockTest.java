package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeaderBlockTest {

  private static byte[] bytes(String escaped) {
    return escaped.translateEscapes().getBytes(StandardCharsets.ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          @\\5:path\\2/a           | D\\2/a
          \\0\\5:path\\2/a          | \\4\\2/a
          \\20\\5:path\\2/a         | \\24\\2/a
          @\\12:authority\\1h\\203  | A\\1h\\203
          ?\\41\\203@\\7:scheme\\4http@\\7:method\\4POST | ?\\41\\203F\\4httpB\\4POST
          @\\1x\\1y@\\5:path\\1/    | @\\1x\\1y@\\5:path\\1/
          @\\5:nope\\1/            | @\\5:nope\\1/
          """)
  void spelledNamesBecomeNumbers(String sent, String read) {
    assertThat(HeaderBlock.numbered(ByteBuffer.wrap(bytes(sent)))).isEqualTo(bytes(read));
  }

  @Test
  void aLongValueIsSteppedOver() {
    String path = "/" + "a".repeat(299);
    byte[] length = {0x7f, (byte) (0x80 | ((300 - 127) & 0x7f)), (300 - 127) >> 7};
    String value = new String(length, StandardCharsets.ISO_8859_1) + path;
    assertThat(HeaderBlock.numbered(ByteBuffer.wrap(latin("@\5:path" + value + "@\7:scheme\1h"))))
        .isEqualTo(latin("D" + value + "F\1h"));
  }

  private static byte[] latin(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aBlockThatGoesOnElsewhereIsKeptFromThereOn() {
    byte[] whole = latin("\203@\5:path\4/abc@\12:authority\1h");
    for (int end = 0; end <= whole.length; end++) {
      ByteBuffer part = ByteBuffer.wrap(whole, 0, end);
      byte[] numbered = HeaderBlock.numbered(part);
      assertThat(new String(numbered, StandardCharsets.ISO_8859_1).replace("D", "@\5:path"))
          .startsWith(new String(whole, 0, Math.min(end, 13), StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void noBytesBreakIt() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] block = new byte[random.nextInt(40)];
      random.nextBytes(block);
      assertThat(HeaderBlock.numbered(ByteBuffer.wrap(block)).length)
          .as("seed %d", seed)
          .isLessThanOrEqualTo(block.length);
    }
  }
}
