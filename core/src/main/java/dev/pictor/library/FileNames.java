package dev.pictor.library;

import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/// Names of files as people read them, whatever the locale of the process.
///
/// A JVM under the POSIX locale cannot turn `猫.jpg` into a [Path] or back by way of strings. URIs
/// carry the bytes of a name unharmed, so they are the detour there.
final class FileNames {

  private static final boolean UNICODE_PATHS =
      Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))
          .equals(StandardCharsets.UTF_8);

  private static final boolean WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private FileNames() {}

  /// The last name of `path` in Unicode; bytes that are not UTF-8 become U+FFFD.
  static String nameOf(Path path) {
    Path name = path.getFileName();
    if (name == null) {
      return "";
    }
    if (UNICODE_PATHS || WINDOWS) {
      return name.toString();
    }
    String whole = path.toUri().getPath();
    String trimmed = whole.endsWith("/") ? whole.substring(0, whole.length() - 1) : whole;
    return trimmed.substring(trimmed.lastIndexOf('/') + 1);
  }

  /// The entry `name` of `folder`.
  ///
  /// @throws InvalidPathException when `name` is no plain name: empty, `.`, `..`, with a separator,
  ///   or impossible on this system
  static Path child(Path folder, String name) {
    if (name.isEmpty() || name.equals(".") || name.equals("..") || name.indexOf('/') >= 0) {
      throw new InvalidPathException(name, "not a plain file name");
    }
    Path child =
        UNICODE_PATHS || WINDOWS || name.chars().allMatch(c -> c < 128)
            ? folder.resolve(name)
            : Path.of(URI.create(folderUri(folder) + "/" + percentEncoded(name)));
    if (!folder.equals(child.getParent())) {
      throw new InvalidPathException(name, "not a plain file name");
    }
    return child;
  }

  private static String folderUri(Path folder) {
    String uri = folder.toUri().toString();
    return uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
  }

  private static String percentEncoded(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = each >= '0' && (Character.isLetterOrDigit(each) || each == '_');
      if (plain) {
        encoded.append((char) each);
      } else {
        encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return encoded.toString();
  }
}
