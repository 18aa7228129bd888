package dev.pictor.store;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/// The options of a JVM that starts fast because it shares classes with the one before it.
final class SharedClasses {

  private final Path archive;
  private final String classPath;

  /// @param folder an empty folder for what is shared
  SharedClasses(Path folder) throws IOException {
    this.archive = folder.resolve("classes.jsa");
    List<String> jars = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      // Classes are shared from jars only.
      jars.add(
          Files.isDirectory(Path.of(each))
              ? pack(Path.of(each), folder.resolve("classes-" + jars.size() + ".jar")).toString()
              : each);
    }
    this.classPath = String.join(File.pathSeparator, jars);
  }

  private static Path pack(Path classes, Path jar) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(classes)) {
      for (Path each : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(
            new JarEntry(classes.relativize(each).toString().replace(File.separatorChar, '/')));
        Files.copy(each, out);
      }
    }
    return jar;
  }

  /// The first JVM that ends by itself leaves its classes for the next ones.
  List<String> options() {
    return List.of(
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseSerialGC",
        "-Xmx128m",
        "-Xlog:disable",
        "--enable-native-access=ALL-UNNAMED",
        Files.exists(archive)
            ? "-XX:SharedArchiveFile=" + archive
            : "-XX:ArchiveClassesAtExit=" + archive,
        "-cp",
        classPath);
  }
}
