package dev.pictor.library;

import dev.pictor.bulk.EntryNames;
import dev.pictor.bulk.PictureNames;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.library.Places.Place;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Walks folders once and tells what it meets, in a stable order. Not thread-safe, for one run.
///
/// Links to folders are followed after all real folders, and no folder is entered twice: a cycle
/// ends, and a link back into the library neither doubles nor renames anything. Hidden and system
/// files are passed over.
final class FolderScanner {

  private final Exclusions exclusions;
  private final Consumer<ScanEvent> events;
  private final BooleanSupplier stop;
  private final Set<Object> entered = new HashSet<>();
  private final Deque<Place> real = new ArrayDeque<>();
  private final Deque<Place> linked = new ArrayDeque<>();
  private boolean followLinks;

  /// @param own a folder of this program that may lie among the pictures; passed over
  FolderScanner(Path own, Exclusions exclusions, Consumer<ScanEvent> events, BooleanSupplier stop) {
    this.exclusions = exclusions;
    this.events = events;
    this.stop = stop;
    try {
      enter(own, Files.readAttributes(own, BasicFileAttributes.class));
    } catch (IOException notThere) {
      // Then the scan cannot meet it.
    }
  }

  /// Looks into a whole folder of the library.
  void scan(LibraryRoots.Root root) {
    followLinks = true;
    if (!Files.isDirectory(root.folder())) {
      events.accept(new ScanEvent.RootWithout(root, false, "is missing or no folder"));
      return;
    }
    try {
      if (publicEntries(root.folder()).isEmpty()) {
        events.accept(new ScanEvent.RootWithout(root, true, "is empty"));
        return;
      }
    } catch (IOException unlisted) {
      events.accept(
          new ScanEvent.RootWithout(
              root, false, "cannot be listed: " + FileFailures.of(unlisted).sentence()));
      return;
    }
    walk(new Place(root, root.folder(), root.prefix(), true));
  }

  /// Looks into one folder below. What links lead to is left to a scan from the root, which knows
  /// whether it is reached without them.
  void scan(Place place) {
    followLinks = false;
    if (Files.isSymbolicLink(place.folder()) && !place.folder().equals(place.root().folder())) {
      events.accept(new ScanEvent.Passed(place.prefix()));
    } else {
      walk(place);
    }
  }

  private void walk(Place start) {
    real.push(start);
    while (!stop.getAsBoolean() && !(real.isEmpty() && linked.isEmpty())) {
      list(real.isEmpty() ? linked.remove() : real.pop());
    }
  }

  private void list(Place place) {
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(place.folder(), BasicFileAttributes.class);
      if (enter(place.folder(), attributes)) {
        Map<Path, String> names = namesFor(publicEntries(place.folder()));
        List<Place> below = new ArrayList<>();
        names.forEach((entry, name) -> visit(entry, place, place.prefix() + name, below));
        below.reversed().forEach(real::push);
      }
    } catch (NoSuchFileException goneMeanwhile) {
      // As if it had gone before the scan.
    } catch (IOException unlisted) {
      events.accept(unlisted(place.prefix(), FileFailures.of(unlisted)));
    }
  }

  private void visit(Path entry, Place in, String id, List<Place> below) {
    if (stop.getAsBoolean() || exclusions.cover(id.substring(in.root().prefix().length()))) {
      return;
    }
    try {
      BasicFileAttributes attributes = Files.readAttributes(entry, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        if (in.deep()) {
          enterLater(new Place(in.root(), entry, id + "/", true), below);
        }
      } else if (attributes.isRegularFile()) {
        events.accept(
            new ScanEvent.File(
                new FoundFile(
                    id, entry, attributes.size(), attributes.lastModifiedTime().toInstant())));
      } else if (PictureNames.looksLikePicture(id)) {
        events.accept(
            new ScanEvent.Unusable(
                FailedFile.unseen(
                    id, Failure.of(ErrorCode.NOT_A_FILE, "not a file but a pipe or device"))));
      }
    } catch (IOException unreadable) {
      visitUnreadable(entry, id, unreadable);
    }
  }

  private void enterLater(Place place, List<Place> below) {
    if (!Files.isSymbolicLink(place.folder())) {
      below.add(place);
    } else if (followLinks) {
      linked.add(place);
    } else {
      events.accept(new ScanEvent.Passed(place.prefix()));
    }
  }

  private void visitUnreadable(Path entry, String id, IOException unreadable) {
    boolean link = Files.isSymbolicLink(entry);
    if (!link && unreadable instanceof NoSuchFileException) {
      return; // gone since the folder was listed
    }
    Failure reason =
        link && !(unreadable instanceof AccessDeniedException)
            ? Failure.of(ErrorCode.BROKEN_LINK, "a link to something that is not there")
            : FileFailures.of(unreadable);
    // A link without a target may be a folder on a disk that is not mounted now.
    events.accept(
        PictureNames.looksLikePicture(id)
            ? new ScanEvent.Unusable(FailedFile.unseen(id, reason))
            : unlisted(id + "/", reason));
  }

  /// Whether this is the first visit.
  private boolean enter(Path folder, BasicFileAttributes attributes) throws IOException {
    Object key = attributes.fileKey();
    return entered.add(key == null ? folder.toRealPath() : key);
  }

  /// Each entry's name in an id: normalised, unless that is the plain name of another entry.
  private static Map<Path, String> namesFor(List<Path> entries) {
    Set<String> taken = new HashSet<>();
    for (Path entry : entries) {
      String name = FileNames.nameOf(entry);
      if (EntryNames.normalized(name).equals(name)) {
        taken.add(name);
      }
    }
    Map<Path, String> names = new LinkedHashMap<>();
    for (Path entry : entries) {
      String name = FileNames.nameOf(entry);
      String normalized = EntryNames.normalized(name);
      boolean plain = normalized.equals(name);
      names.put(entry, plain || !taken.add(normalized) ? name : normalized);
    }
    return names;
  }

  /// The name of one entry, as [#namesFor] gives it.
  static String nameFor(Path entry) {
    String name = FileNames.nameOf(entry);
    String normalized = EntryNames.normalized(name);
    if (normalized.equals(name)) {
      return name;
    }
    Path plain = entry.resolveSibling(normalized);
    try {
      return Files.exists(plain) && !Files.isSameFile(plain, entry) ? name : normalized;
    } catch (IOException gone) {
      return normalized;
    }
  }

  static List<Path> publicEntries(Path folder) throws IOException {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(
            folder,
            entry -> !EntryNames.isPrivate(FileNames.nameOf(entry)) && !Files.isHidden(entry))) {
      return sorted(entries);
    }
  }

  /// The entries in an order that does not depend on the file system.
  static List<Path> sorted(DirectoryStream<Path> entries) throws IOException {
    List<Path> sorted = new ArrayList<>();
    try {
      entries.forEach(sorted::add);
    } catch (DirectoryIteratorException failed) {
      throw failed.getCause();
    }
    sorted.sort(null);
    return sorted;
  }

  private static ScanEvent unlisted(String prefix, Failure reason) {
    return new ScanEvent.Unlisted(
        prefix,
        FailedFile.unseen(prefix, new Failure(reason.diagnosis(), "folder: " + reason.sentence())));
  }
}
