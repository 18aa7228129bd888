package dev.pictor.spark;

import dev.pictor.bulk.EntryNames;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.TarArchive;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/// What lies below a folder of any storage: files, with the ids that a library would give them, and
/// archives. Hidden and system files are passed over. Used by one thread.
final class HadoopFolder {

  /// An archive that is still to be looked into.
  record Archive(String id, String location) implements java.io.Serializable {
    private static final long serialVersionUID = 1;
  }

  private record Place(Path folder, String prefix) {}

  private final FileSystem fileSystem;
  private final Path output;
  private final List<PictureItem> files = new ArrayList<>();
  private final List<Archive> archives = new ArrayList<>();
  private final Set<Object> entered = new HashSet<>();

  private HadoopFolder(FileSystem fileSystem, Path output) {
    this.fileSystem = fileSystem;
    this.output = output;
  }

  /// @param output passed over
  /// @throws InvalidRequest when the folder is empty
  static HadoopFolder list(FileSystem fileSystem, Path folder, Path output) throws IOException {
    HadoopFolder list = new HadoopFolder(fileSystem, output);
    list.walk(folder);
    if (list.files.isEmpty() && list.archives.isEmpty()) {
      throw new InvalidRequest("%s is empty (expected: a folder with pictures)".formatted(folder));
    }
    return list;
  }

  List<PictureItem> files() {
    return files;
  }

  List<Archive> archives() {
    return archives;
  }

  private void walk(Path root) throws IOException {
    Deque<Place> places = new ArrayDeque<>();
    places.push(new Place(root, ""));
    while (!places.isEmpty()) {
      Place place = places.pop();
      if (!enter(place.folder())) {
        continue;
      }
      FileStatus[] entries = fileSystem.listStatus(place.folder());
      Arrays.sort(entries, Comparator.comparing(each -> each.getPath().getName()));
      for (FileStatus entry : entries) {
        String name = entry.getPath().getName();
        String id = place.prefix() + EntryNames.normalized(name);
        if (EntryNames.isPrivate(name) || entry.getPath().equals(output)) {
          continue;
        }
        if (entry.isDirectory()) {
          places.push(new Place(entry.getPath(), id + "/"));
        } else if (TarArchive.isName(name)) {
          archives.add(new Archive(id, entry.getPath().toString()));
        } else {
          files.add(
              PictureItem.file(id, entry.getPath().toString(), entry.getLen(), root.getName()));
        }
      }
    }
  }

  /// Whether this is the first visit: local links may lead in a circle.
  private boolean enter(Path folder) throws IOException {
    return entered.add(
        "file".equals(fileSystem.getUri().getScheme())
            ? HadoopStorage.local(fileSystem.makeQualified(folder)).toRealPath()
            : folder);
  }
}
