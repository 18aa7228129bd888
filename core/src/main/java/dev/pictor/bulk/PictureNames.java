package dev.pictor.bulk;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a file's name promises. Content decides what is a picture; the name decides whether a file
/// that is none is worth telling about. Stateless.
public final class PictureNames {

  private static final Set<String> READ =
      Set.of("jpg", "jpeg", "jpe", "png", "gif", "bmp", "webp", "tif", "tiff");

  private static final Map<String, String> UNSUPPORTED = unsupported();

  private PictureNames() {}

  /// Whether people expect a file of this name among their pictures.
  public static boolean looksLikePicture(String name) {
    String extension = EntryNames.extensionOf(name);
    return READ.contains(extension) || UNSUPPORTED.containsKey(extension);
  }

  /// The format that the name promises, when it is one that is not read yet.
  public static Optional<String> unsupportedFormat(String name) {
    return Optional.ofNullable(UNSUPPORTED.get(EntryNames.extensionOf(name)));
  }

  /// Whether the name is that of a camera's raw file. Many of them are TIFF by their first bytes,
  /// with nothing but a small preview that a TIFF reader would take for the picture.
  public static boolean isRaw(String name) {
    return unsupportedFormat(name).filter(format -> format.startsWith("camera raw")).isPresent();
  }

  private static Map<String, String> unsupported() {
    Map<String, String> others =
        Map.of(
            "heic",
            "HEIC",
            "heif",
            "HEIF",
            "hif",
            "HEIF",
            "avif",
            "AVIF",
            "jxl",
            "JPEG XL",
            "jp2",
            "JPEG 2000",
            "psd",
            "Photoshop");
    Stream<String> raw =
        Stream.of(
            "3fr", "arw", "cr2", "cr3", "crw", "dng", "erf", "iiq", "kdc", "mrw", "nef", "nrw",
            "orf", "pef", "raf", "raw", "rw2", "rwl", "sr2", "srf", "srw", "x3f");
    return Stream.concat(
            others.entrySet().stream(),
            raw.map(
                extension ->
                    Map.entry(extension, "camera raw " + extension.toUpperCase(Locale.ROOT))))
        .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
