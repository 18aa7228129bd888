package dev.pictor.store;

import dev.pictor.error.InvalidRequest;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.lucene.index.IndexFileNames;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.IOUtils;

/// Copies of another store's collections. Used by one thread, while others read.
///
/// How it works: what is missing is fetched into a folder beside the collections, where it waits
/// over crashes, and checked there. Then the files go into the index by renames, `segments_N` last,
/// which makes the commit visible as Lucene does itself. Where a file of another content has a name
/// already, because the collection was made anew or another generation serves, a whole new index
/// takes the old one's place.
final class LuceneReplicas implements Replicas {

  private static final String PART = ".part";

  private final LuceneStore store;
  private final StoreFolder folder;

  LuceneReplicas(LuceneStore store, StoreFolder folder) {
    this.store = store;
    this.folder = folder;
  }

  @Override
  public Fetched install(CommitHead head, SortedMap<String, FileMark> files, FileSource source)
      throws IOException {
    files.keySet().forEach(LuceneReplicas::requireName);
    String name = head.spec().name();
    Path incoming = Files.createDirectories(folder.incoming(name));
    Optional<LuceneCollection> present = store.replica(name);
    SortedMap<String, FileMark> here =
        present.isPresent() ? marks(present.get().index()) : new TreeMap<>();
    Fetched fetched = fetch(incoming, files, here, source);
    if (present.isEmpty()) {
      CollectionStore _ = store.make(head.spec(), to -> fill(incoming, files, to));
    } else if (continues(present.get(), head.spec(), files, here)) {
      advance(present.get(), incoming, files);
      describe(head.spec());
    } else {
      Path old = present.get().index();
      store.replace(
          head.spec(),
          to -> {
            List<String> kept =
                files.entrySet().stream()
                    .filter(each -> each.getValue().equals(here.get(each.getKey())))
                    .map(Map.Entry::getKey)
                    .filter(each -> !Files.exists(incoming.resolve(each)))
                    .toList();
            FileCopies.link(old, kept, to);
            fill(incoming, without(files, kept), to);
          });
    }
    IOUtils.rm(incoming);
    return fetched;
  }

  private static SortedMap<String, FileMark> without(
      SortedMap<String, FileMark> files, List<String> some) {
    SortedMap<String, FileMark> rest = new TreeMap<>(files);
    rest.keySet().removeAll(some);
    return rest;
  }

  private static void requireName(String file) {
    if (!file.matches("[A-Za-z0-9_.-]+") || file.startsWith(".") || file.endsWith(PART)) {
      throw new InvalidRequest(
          "file: %s (expected: the name of a file of an index)".formatted(file));
    }
  }

  /// Whether a commit comes after the present one in the same index.
  private static boolean continues(
      LuceneCollection present,
      CollectionSpec spec,
      SortedMap<String, FileMark> files,
      SortedMap<String, FileMark> here) {
    boolean sameVectors =
        present.spec().space().equals(spec.space()) && present.spec().model().equals(spec.model());
    boolean noOther =
        files.entrySet().stream()
            .allMatch(
                each -> here.getOrDefault(each.getKey(), each.getValue()).equals(each.getValue()));
    return sameVectors && noOther && generation(files) >= generation(here);
  }

  private static long generation(SortedMap<String, FileMark> files) {
    return files.keySet().stream()
        .filter(each -> each.startsWith(IndexFileNames.SEGMENTS))
        .mapToLong(SegmentInfos::generationFromSegmentsFileName)
        .max()
        .orElse(-1);
  }

  private static SortedMap<String, FileMark> marks(Path index) throws IOException {
    SortedMap<String, FileMark> marks = new TreeMap<>();
    try (Directory directory = IndexFiles.open(index)) {
      for (String file : IndexFiles.list(index)) {
        marks.put(file, IndexFiles.mark(directory, file));
      }
    }
    return marks;
  }

  private static Fetched fetch(
      Path incoming,
      SortedMap<String, FileMark> files,
      SortedMap<String, FileMark> here,
      FileSource source)
      throws IOException {
    forgetOthers(incoming, files);
    int count = 0;
    long bytes = 0;
    for (Map.Entry<String, FileMark> each : files.entrySet()) {
      Path file = incoming.resolve(each.getKey());
      if (each.getValue().equals(here.get(each.getKey())) || isWhole(file, each.getValue())) {
        continue;
      }
      bytes += fetch(each.getKey(), each.getValue(), file, source);
      count++;
    }
    return new Fetched(count, bytes);
  }

  /// Removes what an earlier commit left that this one does not have.
  private static void forgetOthers(Path incoming, SortedMap<String, FileMark> files)
      throws IOException {
    try (Stream<Path> left = Files.list(incoming)) {
      for (Path each : left.toList()) {
        String name = each.getFileName().toString();
        String whole =
            name.endsWith(PART) ? name.substring(0, name.length() - PART.length()) : name;
        if (!files.containsKey(whole)) {
          Files.delete(each);
        }
      }
    }
  }

  private static boolean isWhole(Path file, FileMark mark) throws IOException {
    if (!Files.exists(file) || Files.size(file) != mark.bytes()) {
      return false;
    }
    try (Directory directory = IndexFiles.open(StoreFolder.shelf(file))) {
      return IndexFiles.mark(directory, file.getFileName().toString()).equals(mark);
    }
  }

  /// @return bytes that came
  private static long fetch(String name, FileMark mark, Path file, FileSource source)
      throws IOException {
    Path part = file.resolveSibling(name + PART);
    long before = Files.exists(part) ? Files.size(part) : 0;
    if (before > mark.bytes()) {
      Files.delete(part);
      before = 0;
    }
    if (before < mark.bytes()) {
      try (OutputStream out =
          new BufferedOutputStream(
              Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              1 << 16)) {
        source.copy(name, before, out);
      }
    }
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    check(part, mark);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    return mark.bytes() - before;
  }

  /// @throws IOException when the content is not what the mark says; then it is fetched anew
  private static void check(Path part, FileMark mark) throws IOException {
    String name = part.getFileName().toString();
    try (Directory directory = IndexFiles.open(StoreFolder.shelf(part))) {
      IndexFiles.check(directory, name);
      if (!IndexFiles.mark(directory, name).equals(mark)) {
        throw new IOException("file: %s came as another (expected: %s)".formatted(part, mark));
      }
    } catch (IOException damaged) {
      Files.deleteIfExists(part);
      throw damaged;
    }
  }

  /// Moves files into an index, `segments_N` last, durably.
  private static void fill(Path incoming, SortedMap<String, FileMark> files, Path index)
      throws IOException {
    List<String> last = new ArrayList<>();
    for (String each : files.keySet()) {
      if (each.startsWith(IndexFileNames.SEGMENTS)) {
        last.add(each);
      } else {
        move(incoming, each, index);
      }
    }
    IOUtils.fsync(index, true);
    for (String each : last) {
      move(incoming, each, index);
    }
    IOUtils.fsync(index, true);
  }

  private static void move(Path incoming, String file, Path index) throws IOException {
    Path from = incoming.resolve(file);
    if (Files.exists(from)) {
      Files.move(from, index.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private static void advance(
      LuceneCollection present, Path incoming, SortedMap<String, FileMark> files)
      throws IOException {
    fill(incoming, files, present.index());
    present.refresh(files.keySet());
  }

  @Override
  public void describe(CollectionSpec spec) {
    store.describe(spec);
  }

  @Override
  public void remove(String collection) {
    store.removeReplica(collection);
  }
}
