package dev.pictor.bulk;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;

/// Names of files and folders, on whatever storage. Stateless.
public final class EntryNames {

  /// Folders and files that systems and network storages keep for themselves, in lower case.
  private static final Set<String> SYSTEM_NAMES =
      Set.of(
          "@eadir",
          "#recycle",
          "$recycle.bin",
          "__macosx",
          "desktop.ini",
          "lost+found",
          "system volume information",
          "thumbs.db");

  private EntryNames() {}

  /// One spelling for names that look the same: macOS hands out decomposed letters.
  public static String normalized(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /// Whether `name` is hidden or belongs to the system.
  public static boolean isPrivate(String name) {
    return name.startsWith(".") || SYSTEM_NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /// What follows the last dot, in lower case; empty when there is none.
  public static String extensionOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /// What follows the last `/`.
  public static String lastOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
