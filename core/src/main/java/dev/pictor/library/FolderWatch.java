package dev.pictor.library;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import dev.pictor.bulk.EntryNames;
import dev.pictor.bulk.PictureNames;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Tells which folders of a library may have changed, from the events of the operating system. Only
/// a hint: what has changed is found by a run. Belongs to one thread.
///
/// Each folder is registered by itself, because inotify knows no trees; its key is then looked up
/// by the path where the folder is now, which a rename changes. Folders behind links, hidden and
/// excluded ones are not watched. When a folder cannot be registered all watching ends.
public final class FolderWatch implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(FolderWatch.class.getName());

  private final List<LibraryRoots.Root> roots;
  private final Exclusions exclusions;
  private final Path own;
  private final Map<WatchKey, Path> places = new HashMap<>();
  private final Map<Path, WatchKey> keys = new HashMap<>();
  private final Map<Path, Object> rootKeys = new HashMap<>();
  private @Nullable WatchService service;
  private final Set<Path> folders = new HashSet<>();
  private final Set<Path> trees = new HashSet<>();
  private boolean everything;

  private FolderWatch(LibrarySpec spec, Exclusions exclusions) {
    this.roots = LibraryRoots.of(spec.folders()).list();
    this.exclusions = exclusions;
    this.own = spec.stateFolder().toAbsolutePath().normalize();
  }

  /// @param exclusions what is passed over
  public static FolderWatch open(LibrarySpec spec, Exclusions exclusions) {
    FolderWatch watch = new FolderWatch(spec, exclusions);
    watch.begin();
    return watch;
  }

  private void begin() {
    Optional<Path> remote =
        roots.stream().map(LibraryRoots.Root::folder).filter(FolderWatch::isRemote).findFirst();
    if (remote.isPresent()) {
      LOG.log(
          System.Logger.Level.INFO,
          "folder is on a network and not watched folder=" + remote.get());
      return;
    }
    try {
      WatchService opened = FileSystems.getDefault().newWatchService();
      if (opened.getClass().getSimpleName().startsWith("Polling")) {
        opened.close(); // it would list all folders every few seconds
        return;
      }
      service = opened;
      lookAtRoots();
      Scope _ = told();
    } catch (IOException failed) {
      giveUp(failed);
    }
  }

  /// Changes that other machines make there are not told to this one.
  private static boolean isRemote(Path folder) {
    try {
      String type = Files.getFileStore(folder).type().toLowerCase(java.util.Locale.ROOT);
      return type.matches(
          "nfs.*|cifs|smb.*|afpfs|webdav|davfs.*|9p|ncpfs|ceph|glusterfs|fuse\\.(sshfs|rclone|davfs.*|gvfsd.*)|fuseblk\\.remote");
    } catch (IOException away) {
      return false;
    }
  }

  /// Whether changes are told. Without it only the schedule finds them.
  public boolean isWatching() {
    return service != null;
  }

  /// Waits up to `millis` for changes.
  ///
  /// @return where something may have changed since the last call
  public Scope poll(long millis) throws InterruptedException {
    WatchService open = service;
    if (open == null) {
      Thread.sleep(millis);
      return Scope.nothing();
    }
    try {
      lookAtRoots();
      WatchKey key = open.poll(millis, TimeUnit.MILLISECONDS);
      while (key != null && service != null) {
        read(key);
        key = open.poll();
      }
    } catch (IOException failed) {
      giveUp(failed);
      return new Scope.Everything();
    }
    return told();
  }

  /// What was noted since the last time.
  private Scope told() {
    Scope told = everything ? new Scope.Everything() : new Scope.Folders(folders, trees);
    folders.clear();
    trees.clear();
    everything = false;
    return told;
  }

  /// A disk that is mounted or goes away changes the root itself, of which no event tells.
  private void lookAtRoots() throws IOException {
    for (LibraryRoots.Root root : roots) {
      Path folder = root.folder();
      Object now = keyOf(folder);
      Object before = rootKeys.put(folder, now);
      if (!now.equals(before)) {
        forget(folder);
        register(folder);
        trees.add(folder);
      }
    }
  }

  private static Object keyOf(Path folder) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(folder, BasicFileAttributes.class);
      Object key = attributes.fileKey();
      return !attributes.isDirectory() ? "none" : key == null ? "there" : key;
    } catch (IOException away) {
      return "none";
    }
  }

  private void read(WatchKey key) throws IOException {
    for (WatchEvent<?> event : key.pollEvents()) {
      Path folder = places.get(key);
      if (folder == null) {
        continue; // not watched any more
      }
      if (event.kind().equals(OVERFLOW)) {
        overflow(folder);
      } else if (event.context() instanceof Path name) {
        changed(folder.resolve(name), event.kind());
      }
    }
    if (!key.reset()) {
      Path folder = places.remove(key);
      if (folder != null) {
        keys.remove(folder, key);
      }
    }
  }

  /// Some events are lost: folders may have come and gone without being told.
  private void overflow(Path folder) throws IOException {
    for (LibraryRoots.Root root : roots) {
      if (folder.startsWith(root.folder())) {
        Set<Path> there = register(root.folder());
        for (Path known : List.copyOf(keys.keySet())) {
          if (known.startsWith(root.folder()) && !there.contains(known)) {
            forgetOne(known);
          }
        }
        trees.add(root.folder());
      }
    }
  }

  private void changed(Path entry, WatchEvent.Kind<?> kind) throws IOException {
    if (isPassedOver(entry)) {
      return;
    }
    if (kind.equals(ENTRY_DELETE)) {
      boolean folder =
          keys.containsKey(entry) || !PictureNames.looksLikePicture(FileNames.nameOf(entry));
      if (folder) {
        trees.add(entry);
        forget(entry);
      }
    } else if (Files.isDirectory(entry, NOFOLLOW_LINKS)) {
      register(entry);
      trees.add(entry);
    } else if (Files.isDirectory(entry)) {
      everything = true; // where a link leads to is known to a whole scan only
    }
    Path parent = entry.getParent();
    if (parent != null) {
      folders.add(parent);
    }
  }

  private boolean isPassedOver(Path entry) {
    if (entry.startsWith(own)) {
      return true;
    }
    for (LibraryRoots.Root root : roots) {
      if (entry.startsWith(root.folder())) {
        return isPassedOver(root.folder(), entry);
      }
    }
    return true;
  }

  private boolean isPassedOver(Path root, Path entry) {
    StringBuilder below = new StringBuilder();
    for (Path each : root.relativize(entry)) {
      String name = EntryNames.normalized(FileNames.nameOf(each));
      below.append(below.isEmpty() ? "" : "/").append(name);
      if (EntryNames.isPrivate(name) || (!name.isEmpty() && exclusions.cover(below.toString()))) {
        return true;
      }
    }
    return false;
  }

  /// Registers a folder and all inside, each before it is listed, so that nothing comes between.
  ///
  /// @return the registered ones
  private Set<Path> register(Path top) throws IOException {
    Set<Path> registered = new HashSet<>();
    Deque<Path> left = new ArrayDeque<>(List.of(top));
    while (!left.isEmpty()) {
      Path folder = left.pop();
      if (!isPassedOver(folder) && registerOne(folder)) {
        registered.add(folder);
        try {
          FolderScanner.publicEntries(folder).stream()
              .filter(entry -> Files.isDirectory(entry, NOFOLLOW_LINKS))
              .forEach(left::push);
        } catch (IOException unlisted) {
          // A run tells about it.
        }
      }
    }
    return registered;
  }

  private boolean registerOne(Path folder) throws IOException {
    WatchService open = Objects.requireNonNull(service);
    try {
      WatchKey key = folder.register(open, ENTRY_CREATE, ENTRY_DELETE, ENTRY_MODIFY);
      // A folder that was renamed keeps its key.
      Path formerPlace = places.put(key, folder);
      if (formerPlace != null && !formerPlace.equals(folder)) {
        keys.remove(formerPlace, key);
      }
      WatchKey formerKey = keys.put(folder, key);
      if (formerKey != null && !formerKey.equals(key)) {
        places.remove(formerKey);
        formerKey.cancel();
      }
      return true;
    } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException gone) {
      return false;
    }
  }

  private void forget(Path top) {
    if (keys.containsKey(top)) {
      for (Path known : List.copyOf(keys.keySet())) {
        if (known.startsWith(top)) {
          forgetOne(known);
        }
      }
    }
  }

  private void forgetOne(Path folder) {
    WatchKey key = keys.remove(folder);
    if (key != null && places.remove(key, folder)) {
      key.cancel();
    }
  }

  private void giveUp(IOException why) {
    LOG.log(
        System.Logger.Level.WARNING,
        "folders are not watched but looked at on the schedule folders=%s reason=%s (on Linux: raise fs.inotify.max_user_watches and max_user_instances)"
            .formatted(roots.stream().map(LibraryRoots.Root::folder).toList(), why.getMessage()));
    close();
  }

  @Override
  public void close() {
    WatchService open = service;
    service = null;
    places.clear();
    keys.clear();
    if (open != null) {
      try {
        open.close();
      } catch (IOException failed) {
        LOG.log(System.Logger.Level.DEBUG, "watch did not close", failed);
      }
    }
  }
}
