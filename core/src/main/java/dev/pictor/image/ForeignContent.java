package dev.pictor.image;

import java.util.Locale;

/// What a file can be instead of a picture, as far as its first bytes tell.
public enum ForeignContent {
  TEXT("a text"),
  WEB_PAGE("a web page (was a download answered by an error page?)"),
  DRAWING("an SVG drawing: export it as PNG"),
  PDF("a PDF document"),
  POSTSCRIPT("a PostScript document"),
  ARCHIVE("an archive"),
  OFFICE("a ZIP archive or an office document"),
  SOUND("a sound"),
  VIDEO("a video"),
  MEDIA("a sound or video (RIFF)"),
  ICON("a Windows icon"),
  PROGRAM("a program"),
  ZEROS("nothing but zeros"),
  UNKNOWN("no known format");

  private final String words;

  ForeignContent(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  /// The name in a diagnosis, for example `web-page`.
  public String wireName() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
