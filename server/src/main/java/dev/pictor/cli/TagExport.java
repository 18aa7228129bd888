package dev.pictor.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The tags of a collection as a file, or as side-cars of its pictures.
final class TagExport {

  @Option(
      names = "--export",
      paramLabel = "FORMAT",
      description = "Write the tags that there are: csv, json, or xmp for side-cars (dc:subject).")
  @Nullable String format;

  @Option(
      names = "--out",
      paramLabel = "PATH",
      description =
          "The file to write (default: standard output); of side-cars the folder (default: beside the pictures).")
  @Nullable Path out;

  @Option(names = "--dry-run", description = "Only tell which side-cars would be written.")
  boolean dryRun;

  boolean isAskedFor() {
    return format != null;
  }

  boolean hasDetails() {
    return out != null || dryRun;
  }

  int run(ApiClient client, String collection, boolean json) {
    return switch (String.valueOf(format)) {
      case "xmp" -> new SideCars(client, collection, out, dryRun).write(json);
      case "csv", "json" -> {
        if (dryRun) {
          throw CommandFailed.wrongCommandLine("--dry-run (expected: beside --export xmp)");
        }
        yield download(client, collection);
      }
      default ->
          throw CommandFailed.wrongCommandLine(
              "--export: %s (expected: csv, json or xmp)".formatted(format));
    };
  }

  private int download(ApiClient client, String collection) {
    String path =
        "/api/v1/collections/%s/tags/export?format=%s"
            .formatted(ApiClient.segment(collection), format);
    try (InputStream content = client.open(path)) {
      if (out == null) {
        long _ = content.transferTo(System.out);
        System.out.flush();
      } else {
        save(content, out);
      }
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailed(
          "%s: cannot be written: %s".formatted(out == null ? "standard output" : out, e));
    }
  }

  /// A file is there whole or not at all.
  private static void save(InputStream content, Path file) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
    try {
      long _ = Files.copy(content, unfinished, StandardCopyOption.REPLACE_EXISTING);
      Path _ = Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      boolean _ = Files.deleteIfExists(unfinished);
    }
  }
}
