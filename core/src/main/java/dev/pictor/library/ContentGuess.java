package dev.pictor.library;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Says what a file is that is no picture of the formats that are read, by its first bytes.
final class ContentGuess {

  private ContentGuess() {}

  /// A reason for a person.
  ///
  /// @param head the first bytes, all of them in a short file
  static String reason(String name, byte[] head) {
    if (head.length == 0) {
      return "empty file";
    }
    String format = unsupportedContent(head);
    if (format.isEmpty()) {
      format = PictureNames.unsupportedFormat(name).orElse("");
    }
    if (!format.isEmpty()) {
      return "format not supported yet: %s (expected: JPEG, PNG, GIF, BMP, WebP or TIFF; export it to one of them)"
          .formatted(format);
    }
    return "not a picture but %s (expected: JPEG, PNG, GIF, BMP, WebP or TIFF)"
        .formatted(other(head));
  }

  private static String unsupportedContent(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.startsWith("ftyp", 4) && text.length() >= 12) {
      return switch (text.substring(8, 12)) {
        case "heic", "heix", "hevc", "heim", "heis" -> "HEIC";
        case "mif1", "msf1" -> "HEIF";
        case "avif", "avis" -> "AVIF";
        case "crx " -> "camera raw CR3";
        default -> "";
      };
    }
    if (text.startsWith("8BPS")) {
      return "Photoshop";
    }
    if (text.startsWith("\u0000\u0000\u0000\fjP  ")) {
      return "JPEG 2000";
    }
    return text.startsWith("\u00ff\n") || text.startsWith("\u0000\u0000\u0000\fJXL ")
        ? "JPEG XL"
        : "";
  }

  private static String other(byte[] head) {
    String text = new String(head, StandardCharsets.ISO_8859_1).strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("%pdf")) {
      return "a PDF document";
    }
    if (text.startsWith("<!doctype html") || text.startsWith("<html")) {
      return "a web page";
    }
    if (text.startsWith("<?xml") || text.startsWith("<svg")) {
      return "an XML or SVG document";
    }
    if (text.startsWith("pk\u0003\u0004")) {
      return "a ZIP archive";
    }
    if (text.startsWith("ftyp", 4)) {
      return "a video";
    }
    return isText(head) ? "text" : "an unknown kind of file";
  }

  private static boolean isText(byte[] head) {
    for (byte each : head) {
      if (each >= 0 && each < ' ' && each != '\n' && each != '\r' && each != '\t') {
        return false;
      }
    }
    return true;
  }
}
