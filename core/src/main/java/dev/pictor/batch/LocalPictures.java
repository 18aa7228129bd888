package dev.pictor.batch;

import dev.pictor.bulk.CsvRows;
import dev.pictor.bulk.EntryNames;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.PictureList;
import dev.pictor.bulk.PictureNames;
import dev.pictor.bulk.TarArchive;
import dev.pictor.bulk.TarSamples;
import dev.pictor.error.InvalidRequest;
import dev.pictor.library.FolderFiles;
import dev.pictor.transfer.ParquetTable;
import dev.pictor.transfer.UnreadableFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// What a path of this machine holds of pictures: a folder, an archive, a list, or one picture.
/// Used by one thread.
final class LocalPictures {

  private final Path input;
  private final Path output;
  private final Consumer<PictureItem> items;
  private final BooleanSupplier stop;
  private final LocalStorage storage = new LocalStorage();

  /// @param output passed over
  /// @param items told of each
  LocalPictures(Path input, Path output, Consumer<PictureItem> items, BooleanSupplier stop) {
    this.input = input.toAbsolutePath().normalize();
    this.output = output;
    this.items = items;
    this.stop = stop;
  }

  /// @throws InvalidRequest when there is nothing that can be read
  void tell() {
    String name = String.valueOf(input.getFileName());
    if (Files.isDirectory(input)) {
      folder();
    } else if (!Files.exists(input)) {
      throw new InvalidRequest(
          "input: %s is not there (expected: a folder, a .tar, or a list: .csv or .parquet)"
              .formatted(input));
    } else if (TarArchive.isName(name)) {
      TarSamples.list(storage, name, LocalStorage.location(input), items);
    } else if (EntryNames.extensionOf(name).equals("csv")) {
      csv(name);
    } else if (EntryNames.extensionOf(name).equals("parquet")) {
      parquet(name);
    } else if (PictureNames.looksLikePicture(name)) {
      items.accept(PictureItem.file(name, LocalStorage.location(input), 0, ""));
    } else {
      throw new InvalidRequest(
          "input: %s (expected: a folder, a .tar, or a list: .csv or .parquet)".formatted(input));
    }
  }

  private void folder() {
    String root = String.valueOf(input.getFileName());
    FolderFiles.list(
        input,
        output,
        new FolderFiles.Visitor() {
          @Override
          public void file(String id, Path path, long bytes) {
            String location = LocalStorage.location(path);
            if (TarArchive.isName(id)) {
              TarSamples.list(storage, id, location, items);
            } else {
              items.accept(PictureItem.file(id, location, bytes, root));
            }
          }

          @Override
          public void unreadable(String id, String reason) {
            items.accept(PictureItem.unreadable(id, reason));
          }
        },
        stop);
  }

  private void csv(String name) {
    List<Map<String, Object>> rows;
    try (InputStream in = Files.newInputStream(input)) {
      rows = CsvRows.read(name, in);
    } catch (IOException unread) {
      throw new InvalidRequest("input: %s cannot be read: %s".formatted(input, unread), unread);
    }
    if (rows.isEmpty()) {
      return;
    }
    PictureList list = PictureList.of(name, CsvRows.columns(rows), this::location);
    for (int i = 0; i < rows.size() && !stop.getAsBoolean(); i++) {
      items.accept(list.item(i + 1, rows.get(i)));
    }
  }

  private void parquet(String name) {
    try (ParquetTable table = ParquetTable.open(input)) {
      PictureList list = PictureList.of(name, table.columns(), this::location);
      long number = 0;
      Optional<Map<String, Object>> row = table.next();
      while (row.isPresent() && !stop.getAsBoolean()) {
        items.accept(list.item(++number, row.get()));
        row = table.next();
      }
    } catch (UnreadableFile e) {
      throw new InvalidRequest("input: %s %s".formatted(input, e.reason()), e);
    }
  }

  /// Paths of a list are relative to its folder.
  private String location(String text) {
    if (text.startsWith("file:")) {
      return URI.create(text).toString();
    }
    if (text.matches("[a-zA-Z][a-zA-Z0-9+.-]+://.*")) {
      throw new InvalidRequest(
          "%s (expected: a path of this machine, or http); pictor-spark reads other storages"
              .formatted(text));
    }
    return LocalStorage.location(input.resolveSibling(text));
  }
}
