package dev.pictor.store;

import dev.pictor.error.CorruptStore;
import dev.pictor.store.VerifyReport.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.store.Directory;

/// Checks the files of one collection: the description, each file's checksum, Lucene's structures,
/// each record. Used by one thread.
final class CollectionCheck {

  // As Lucene names a file within its messages.
  private static final Pattern PATH = Pattern.compile("path=\"([^\"]+)\"");

  private final String name;
  private final Path folder;
  private final List<Problem> problems = new ArrayList<>();
  private int files;
  private long bytes;
  private int segments;
  private long records;
  private SortedMap<String, Long> namespaces = new TreeMap<>();

  CollectionCheck(String name, Path folder) {
    this.name = name;
    this.folder = folder;
  }

  /// Checks one commit of a collection that is in use.
  VerifyReport run(CollectionSpec spec, HeldCommit held) throws IOException {
    description();
    List<String> names = held.files();
    checksums(held.directory(), names);
    if (problems.isEmpty()) {
      // What damaged files lead to further on is no news.
      structure(new IndexFiles.View(held.directory(), names));
    }
    if (problems.isEmpty()) {
      try (DirectoryReader reader = held.open()) {
        segments = reader.leaves().size();
        RecordCheck check = new RecordCheck(spec, LuceneIndex.searcher(reader), problems);
        check.run();
        records = check.records();
        namespaces = check.namespaces();
      }
    }
    return report();
  }

  /// Finds out what is wrong with a collection that did not open because of `failure`.
  ///
  /// @param index folder of its index
  static VerifyReport unopened(String name, Path index, CorruptStore failure) {
    CollectionCheck check = new CollectionCheck(name, StoreFolder.shelf(index));
    try {
      return FileWork.call(() -> check.files(failure, index));
    } catch (IOException e) {
      check.report(index.getFileName().toString(), e);
      return check.report();
    }
  }

  private VerifyReport files(CorruptStore failure, Path index) throws IOException {
    description();
    try (Directory directory = IndexFiles.open(index)) {
      checksums(directory, IndexFiles.list(index));
    }
    if (problems.isEmpty()) {
      report(index.getFileName().toString(), failure);
    }
    return report();
  }

  private void description() {
    files++;
    try {
      Path file = folder.resolve(CollectionFolder.DESCRIPTION);
      bytes += Files.size(file);
      CollectionSpec written = CollectionFolder.readSpec(folder);
      if (!written.name().equals(name)) {
        throw new CorruptIndexException(
            "name: %s (expected: %s)".formatted(written.name(), name), file.toString());
      }
    } catch (IOException e) {
      report(CollectionFolder.DESCRIPTION, e);
    }
  }

  private void checksums(Directory directory, List<String> names) {
    for (String file : names) {
      files++;
      try {
        bytes += directory.fileLength(file);
        IndexFiles.check(directory, file);
      } catch (IOException e) {
        report(file, e);
      }
    }
  }

  private void structure(Directory view) throws IOException {
    try (CheckIndex check = new CheckIndex(view)) {
      check.setThreadCount(1);
      check.setLevel(CheckIndex.Level.MIN_LEVEL_FOR_INTEGRITY_CHECKS);
      CheckIndex.Status status = check.checkIndex();
      for (CheckIndex.Status.SegmentInfoStatus segment : status.segmentInfos) {
        if (segment.error != null) {
          report(segment.name, segment.error);
        }
      }
      if (!status.clean && problems.isEmpty()) {
        report(
            status.segmentsFileName == null ? "index" : status.segmentsFileName,
            new CorruptIndexException("the list of segments is damaged", name));
      }
    }
  }

  private void report(String file, Throwable failure) {
    if (problems.size() < VerifyReport.MOST_PROBLEMS) {
      problems.add(new Problem(fileOf(failure, file), failure.toString()));
    }
  }

  /// The file that a failure names, or `otherwise`.
  private static String fileOf(Throwable failure, String otherwise) {
    Matcher path = PATH.matcher(failure.toString());
    return path.find() ? Path.of(path.group(1)).getFileName().toString() : otherwise;
  }

  private VerifyReport report() {
    return new VerifyReport(name, files, bytes, segments, records, namespaces, problems);
  }
}
