package dev.pictor.http;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.pictor.error.InvalidRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/// A long text of a JSON body, left where it is: a picture in base64 need not become a string of
/// some megabytes before it is decoded. Immutable as long as nobody changes the body.
public final class TextSlice {

  /// Longest start of a `data:` address.
  private static final int MOST_PREFIX = 200;

  private final byte[] body;
  private final int from;
  private final int to;

  /// @param body UTF-8, without escapes between `from` and `to`
  TextSlice(byte[] body, int from, int to) {
    this.body = body;
    this.from = from;
    this.to = to;
  }

  /// The picture that the text holds; see [PictureText#decode].
  ///
  /// @param name of the field, for messages
  /// @throws InvalidRequest when nothing is left or it is not base64
  public byte[] decodePicture(String name) {
    String start =
        new String(body, from, Math.min(MOST_PREFIX, to - from), StandardCharsets.ISO_8859_1);
    int skipped = 0;
    if (PictureText.isDataUrl(start)) {
      int comma = start.indexOf(',');
      if (comma < 0 || !start.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(";base64")) {
        return PictureText.decode(text(), name); // which tells what is wrong
      }
      skipped = comma + 1;
    }
    try {
      ByteBuffer decoded =
          Base64.getDecoder().decode(ByteBuffer.wrap(body, from + skipped, to - from - skipped));
      if (decoded.remaining() == decoded.array().length) {
        return decoded.array();
      }
      byte[] bytes = new byte[decoded.remaining()];
      decoded.get(bytes);
      return bytes;
    } catch (IllegalArgumentException e) {
      return PictureText.decode(text(), name); // line breaks, the other alphabet, or wrong
    }
  }

  @JsonValue
  public String text() {
    return new String(body, from, to - from, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return text();
  }
}
