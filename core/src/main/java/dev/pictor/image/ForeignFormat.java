package dev.pictor.image;

import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import java.nio.ByteOrder;
import java.util.Locale;

/// Names what a file is that is not one of the pictures read here, by its first bytes.
public final class ForeignFormat {

  private static final String EXPECTED = "expected: JPEG, PNG, GIF, BMP, WebP or TIFF";

  private static final String RAW = "camera raw ";

  private sealed interface Kind {
    record Unsupported(String format) implements Kind {}

    record Foreign(ForeignContent content) implements Kind {}
  }

  private record Signature(int offset, String start, Kind kind) {
    Signature(int offset, String start, String format) {
      this(offset, start, new Kind.Unsupported(format));
    }

    Signature(int offset, String start, ForeignContent content) {
      this(offset, start, new Kind.Foreign(content));
    }
  }

  // Longer and rarer signatures first.
  private static final Signature[] SIGNATURES = {
    new Signature(4, "ftypheic", "HEIC"),
    new Signature(4, "ftypheix", "HEIC"),
    new Signature(4, "ftyphevc", "HEIC"),
    new Signature(4, "ftypheim", "HEIC"),
    new Signature(4, "ftypheis", "HEIC"),
    new Signature(4, "ftypmif1", "HEIF"),
    new Signature(4, "ftypmsf1", "HEIF"),
    new Signature(4, "ftypavif", "AVIF"),
    new Signature(4, "ftypavis", "AVIF"),
    new Signature(4, "ftypcrx ", RAW + "CR3"),
    new Signature(4, "ftyp", ForeignContent.VIDEO),
    new Signature(0, "\0\0\0\fjP", "JPEG 2000"),
    new Signature(0, "\0\0\0\fJXL", "JPEG XL"),
    new Signature(0, "\u00FF\n", "JPEG XL"),
    new Signature(0, "8BPS", "Photoshop"),
    new Signature(0, "II+\0", "BigTIFF"),
    new Signature(0, "MM\0+", "BigTIFF"),
    new Signature(0, "\0\0\u0001\0", ForeignContent.ICON),
    new Signature(0, "%PDF", ForeignContent.PDF),
    new Signature(0, "%!PS", ForeignContent.POSTSCRIPT),
    new Signature(0, "PK\u0003\u0004", ForeignContent.OFFICE),
    new Signature(0, "\u001F\u008B", ForeignContent.ARCHIVE),
    new Signature(0, "Rar!", ForeignContent.ARCHIVE),
    new Signature(0, "7z\u00BC\u00AF", ForeignContent.ARCHIVE),
    new Signature(0, "ID3", ForeignContent.SOUND),
    new Signature(0, "RIFF", ForeignContent.MEDIA),
    new Signature(0, "\u001AE\u00DF\u00A3", ForeignContent.VIDEO),
    new Signature(0, "\u007FELF", ForeignContent.PROGRAM),
    new Signature(0, "MZ", ForeignContent.PROGRAM),
  };

  private ForeignFormat() {}

  /// @param bytes the whole file or its beginning, which is not that of a [PictureFormat]
  public static InvalidRequest refusal(byte[] bytes) {
    if (bytes.length == 0) {
      return new InvalidRequest(Diagnosis.of(ErrorCode.EMPTY_FILE), "empty file");
    }
    return switch (kindOf(bytes)) {
      case Kind.Unsupported(String format) -> unsupported(format);
      case Kind.Foreign(ForeignContent content) -> notAPicture(content);
    };
  }

  /// @param format a picture format that is not read; a camera's own begins with `camera raw`
  public static InvalidRequest unsupported(String format) {
    return new InvalidRequest(
        Diagnosis.of(ErrorCode.UNSUPPORTED_FORMAT)
            .with("format", format.replaceFirst("^" + RAW, "")),
        "format not supported yet: %s (%s; export it to one of them)".formatted(format, EXPECTED));
  }

  private static InvalidRequest notAPicture(ForeignContent content) {
    String what =
        switch (content) {
          case ZEROS -> "the file starts with " + content.words();
          case UNKNOWN -> "the first bytes are of " + content.words();
          case TEXT,
              WEB_PAGE,
              DRAWING,
              PDF,
              POSTSCRIPT,
              ARCHIVE,
              OFFICE,
              SOUND,
              VIDEO,
              MEDIA,
              ICON,
              PROGRAM ->
              "the first bytes are those of " + content.words();
        };
    return new InvalidRequest(
        Diagnosis.of(ErrorCode.NOT_A_PICTURE).with("content", content.wireName()),
        "not a picture: %s (%s)".formatted(what, EXPECTED));
  }

  private static Kind kindOf(byte[] bytes) {
    ByteView file = ByteView.of(bytes, ByteOrder.BIG_ENDIAN);
    for (Signature signature : SIGNATURES) {
      if (file.textAt(signature.offset, signature.start)) {
        return signature.kind;
      }
    }
    return new Kind.Foreign(contentOf(bytes));
  }

  private static ForeignContent contentOf(byte[] bytes) {
    String start = printable(bytes);
    String lower = start.strip().toLowerCase(Locale.ROOT);
    if (lower.contains("<svg")) {
      return ForeignContent.DRAWING;
    }
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return ForeignContent.WEB_PAGE;
    }
    if (start.length() >= Math.min(bytes.length, 64)) {
      return ForeignContent.TEXT;
    }
    return allZero(bytes) ? ForeignContent.ZEROS : ForeignContent.UNKNOWN;
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
    return text.toString();
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
