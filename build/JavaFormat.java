import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks (`check`) or rewrites (`write`) the layout of every Java file below the given folder with
/// google-java-format. A program of its own because the formatter needs the compiler of the tool
/// chain's JDK, whichever JVM runs Maven.
final class JavaFormat {

  public static void main(String[] args) throws Exception {
    boolean write = args[0].equals("write");
    List<Path> off = new ArrayList<>();
    for (Path file : sources(Path.of(args[1]))) {
      String source = Files.readString(file);
      String formatted = format(file, source);
      if (!formatted.equals(source)) {
        off.add(file);
        if (write) {
          Files.writeString(file, formatted);
        }
      }
    }
    if (write) {
      off.forEach(file -> System.out.println("formatted " + file));
    } else if (!off.isEmpty()) {
      off.forEach(file -> System.err.println("not formatted: " + file));
      System.err.println("Run: ./mvnw -N validate -Dformat=write");
      System.exit(1);
    }
  }

  private static String format(Path file, String source) throws Exception {
    try {
      String cleaned = RemoveUnusedImports.removeUnusedImports(source);
      String ordered = ImportOrderer.reorderImports(cleaned, JavaFormatterOptions.Style.GOOGLE);
      return new Formatter().formatSource(ordered);
    } catch (Exception e) {
      throw new IllegalStateException(file + ": " + e.getMessage(), e);
    }
  }

  private static List<Path> sources(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .filter(file -> !file.toString().contains("/.git/"))
          .sorted()
          .toList();
    }
  }
}
