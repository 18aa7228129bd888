package dev.pictor.image;

import dev.pictor.error.InvalidRequest;
import java.nio.ByteOrder;
import java.util.Locale;

/// Names what a file is that is not one of the pictures read here.
final class ForeignFormat {

  private static final String EXPECTED = "(expected: JPEG, PNG, GIF, BMP, WebP or TIFF)";

  private record Signature(int offset, String start, String name) {}

  // Longer and rarer signatures first.
  private static final Signature[] SIGNATURES = {
    new Signature(4, "ftypheic", "a HEIC photo: export it as JPEG"),
    new Signature(4, "ftypheix", "a HEIC photo: export it as JPEG"),
    new Signature(4, "ftypmif1", "a HEIF photo: export it as JPEG"),
    new Signature(4, "ftypavif", "an AVIF picture: convert it to JPEG or PNG"),
    new Signature(4, "ftyp", "an MP4 or QuickTime video"),
    new Signature(0, "\0\0\0\fjP", "a JPEG 2000 picture: convert it to JPEG or TIFF"),
    new Signature(0, "\0\0\0\fJXL", "a JPEG XL picture: convert it to JPEG or PNG"),
    new Signature(0, "\u00FF\n", "a JPEG XL picture: convert it to JPEG or PNG"),
    new Signature(0, "8BPS", "a Photoshop document: export it as JPEG or TIFF"),
    new Signature(0, "II+\0", "a BigTIFF picture: save it as plain TIFF"),
    new Signature(0, "MM\0+", "a BigTIFF picture: save it as plain TIFF"),
    new Signature(0, "\0\0\u0001\0", "a Windows icon"),
    new Signature(0, "%PDF", "a PDF document"),
    new Signature(0, "%!PS", "a PostScript document"),
    new Signature(0, "PK\u0003\u0004", "a ZIP archive or an office document"),
    new Signature(0, "\u001F\u008B", "a gzip archive"),
    new Signature(0, "Rar!", "a RAR archive"),
    new Signature(0, "7z\u00BC\u00AF", "a 7-Zip archive"),
    new Signature(0, "ID3", "an MP3 sound"),
    new Signature(0, "RIFF", "a sound or video (RIFF)"),
    new Signature(0, "\u001AE\u00DF\u00A3", "a Matroska or WebM video"),
    new Signature(0, "\u007FELF", "a Linux program"),
    new Signature(0, "MZ", "a Windows program"),
  };

  private ForeignFormat() {}

  static InvalidRequest refusal(byte[] bytes) {
    ByteView file = ByteView.of(bytes, ByteOrder.BIG_ENDIAN);
    for (Signature signature : SIGNATURES) {
      if (file.textAt(signature.offset, signature.start)) {
        return firstBytesOf(signature.name);
      }
    }
    String start = printable(bytes);
    String lower = start.toLowerCase(Locale.ROOT);
    if (lower.contains("<svg")) {
      return firstBytesOf("an SVG drawing: export it as PNG");
    }
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return firstBytesOf("a web page (was a download answered by an error page?)");
    }
    if (start.length() >= Math.min(bytes.length, 64)) {
      return firstBytesOf("a text");
    }
    boolean zeros = start.isEmpty() && allZero(bytes);
    return zeros
        ? new InvalidRequest("not a picture: the file starts with nothing but zeros " + EXPECTED)
        : new InvalidRequest("not a picture: the first bytes are of no known format " + EXPECTED);
  }

  private static InvalidRequest firstBytesOf(String name) {
    return new InvalidRequest(
        "not a picture: the first bytes are those of " + name + " " + EXPECTED);
  }

  /// The beginning as far as it is plain text.
  private static String printable(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < Math.min(bytes.length, 512); i++) {
      int b = bytes[i] & 0xFF;
      if (b < ' ' && b != '\n' && b != '\r' && b != '\t') {
        break;
      }
      text.append((char) b);
    }
    return text.toString().strip();
  }

  private static boolean allZero(byte[] bytes) {
    for (int i = 0; i < Math.min(bytes.length, 512); i++) {
      if (bytes[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
