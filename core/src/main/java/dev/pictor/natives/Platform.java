package dev.pictor.natives;

import java.util.Locale;
import java.util.Optional;

/// The kind of machine, as far as native libraries tell them apart.
public record Platform(OperatingSystem system, Processor processor) {

  /// An operating system.
  public enum OperatingSystem {
    LINUX,
    MAC,
    WINDOWS
  }

  /// A processor's instruction set, 64 bit.
  public enum Processor {
    X86_64,
    ARM64
  }

  /// This machine; empty when it is of another kind.
  public static Optional<Platform> current() {
    return of(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
  }

  static Optional<Platform> of(String systemName, String processorName) {
    return system(systemName.toLowerCase(Locale.ROOT))
        .flatMap(
            system -> processor(processorName).map(processor -> new Platform(system, processor)));
  }

  private static Optional<OperatingSystem> system(String name) {
    if (name.startsWith("linux")) {
      return Optional.of(OperatingSystem.LINUX);
    }
    if (name.startsWith("mac")) {
      return Optional.of(OperatingSystem.MAC);
    }
    return name.startsWith("windows") ? Optional.of(OperatingSystem.WINDOWS) : Optional.empty();
  }

  private static Optional<Processor> processor(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> Optional.of(Processor.X86_64);
      case "aarch64", "arm64" -> Optional.of(Processor.ARM64);
      default -> Optional.empty();
    };
  }
}
