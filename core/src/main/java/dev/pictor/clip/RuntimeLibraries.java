package dev.pictor.clip;

import dev.pictor.natives.NativeFiles;
import dev.pictor.natives.Platform;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.Stream;

/// Has the native part of ONNX Runtime unpacked once, where later starts find it. Left alone, it
/// writes 28 MB into the temporary folder at each start, which stay there when the process is
/// killed. Thread-safe.
final class RuntimeLibraries {

  private static final System.Logger LOG = System.getLogger(RuntimeLibraries.class.getName());

  private static final String FOLDER = "onnxruntime.native.path";
  private static final List<String> NEEDED = List.of("onnxruntime", "onnxruntime4j_jni");

  /// In the artefacts for Windows and for graphics cards only.
  private static final List<String> OPTIONAL =
      List.of(
          "onnxruntime_providers_shared",
          "onnxruntime_providers_cuda",
          "onnxruntime_providers_tensorrt");

  private RuntimeLibraries() {}

  private static final class Once {
    static final boolean PROVIDED =
        System.getProperty(FOLDER) != null
            || Platform.current().filter(RuntimeLibraries::unpack).isPresent();
  }

  /// To be called before the first use of ONNX Runtime; a property that the user has set is obeyed.
  ///
  /// @return false when ONNX Runtime has to unpack itself
  static boolean provide() {
    return Once.PROVIDED;
  }

  private static boolean unpack(Platform platform) {
    String folder = "/ai/onnxruntime/native/" + folder(platform);
    List<String> names =
        Stream.concat(NEEDED.stream(), OPTIONAL.stream().filter(name -> isPacked(folder, name)))
            .map(System::mapLibraryName)
            .toList();
    try {
      System.setProperty(FOLDER, NativeFiles.unpack("onnxruntime", folder, names).toString());
      return true;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "ONNX Runtime unpacks itself at each start reason=" + e);
      return false;
    }
  }

  private static boolean isPacked(String folder, String name) {
    return RuntimeLibraries.class.getResource(folder + "/" + System.mapLibraryName(name)) != null;
  }

  private static String folder(Platform platform) {
    return switch (platform.system()) {
      case LINUX ->
          switch (platform.processor()) {
            case X86_64 -> "linux-x64";
            case ARM64 -> "linux-aarch64";
          };
      case MAC ->
          switch (platform.processor()) {
            case X86_64 -> "osx-x64";
            case ARM64 -> "osx-aarch64";
          };
      case WINDOWS ->
          switch (platform.processor()) {
            case X86_64 -> "win-x64";
            case ARM64 -> "win-arm64";
          };
    };
  }
}
