package dev.pictor.image;

import dev.pictor.natives.NativeFiles;
import dev.pictor.natives.Platform;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;

/// Loads leptonica out of the jar of its natives.
@SuppressWarnings("restricted") // native access is the point of this class
final class LeptonicaLibrary {

  private LeptonicaLibrary() {}

  /// @throws IOException when there is none for this machine, or it cannot be written to disk
  static SymbolLookup load() throws IOException {
    Platform platform =
        Platform.current()
            .orElseThrow(
                () ->
                    new IOException(
                        "no native library for %s on %s"
                            .formatted(
                                System.getProperty("os.name"), System.getProperty("os.arch"))));
    List<String> names = names(platform);
    Path folder =
        NativeFiles.unpack("leptonica", "/org/bytedeco/leptonica/" + folder(platform), names);
    for (String dependency : names.subList(0, names.size() - 1)) {
      System.load(folder.resolve(dependency).toString());
    }
    return SymbolLookup.libraryLookup(folder.resolve(names.getLast()), Arena.global());
  }

  private static String folder(Platform platform) {
    String system =
        switch (platform.system()) {
          case LINUX -> "linux-";
          case MAC -> "macosx-";
          case WINDOWS -> "windows-";
        };
    return switch (platform.processor()) {
      case X86_64 -> system + "x86_64";
      case ARM64 -> system + "arm64";
    };
  }

  /// In the order of loading.
  private static List<String> names(Platform platform) {
    return switch (platform.system()) {
      case LINUX -> List.of("libleptonica.so.6");
      case MAC -> List.of("libleptonica.6.dylib");
      case WINDOWS ->
          List.of(
              "libwinpthread-1.dll",
              "libgcc_s_seh-1.dll",
              "libstdc++-6.dll",
              "libgomp-1.dll",
              "libleptonica-6.dll");
    };
  }
}
