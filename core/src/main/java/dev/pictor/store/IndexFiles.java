package dev.pictor.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FilterDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;
import org.apache.lucene.store.Lock;
import org.apache.lucene.store.MMapDirectory;

/// The files of an index as bytes with checksums. Stateless.
final class IndexFiles {

  private IndexFiles() {}

  /// Reads a whole file.
  ///
  /// @throws IOException when it cannot be read, is cut off, or its checksum does not match; the
  ///   message names it
  static void check(Directory directory, String file) throws IOException {
    try (IndexInput input = directory.openInput(file, IOContext.READONCE)) {
      CodecUtil.checksumEntireFile(input);
    }
  }

  /// By what a file is known again; reads its end alone.
  static FileMark mark(Directory directory, String file) throws IOException {
    try (IndexInput input = directory.openInput(file, IOContext.READONCE)) {
      return new FileMark(input.length(), CodecUtil.retrieveChecksum(input));
    }
  }

  /// The first of `files` that is damaged.
  static Optional<IOException> firstDamage(Directory directory, List<String> files) {
    for (String file : files) {
      try {
        check(directory, file);
      } catch (IOException e) {
        if (StoreFailures.isDamage(e)) {
          return Optional.of(e);
        }
      }
    }
    return Optional.empty();
  }

  /// The first file of an index that is damaged.
  static Optional<IOException> firstDamage(Path index) {
    try {
      return FileWork.call(
          () -> {
            try (Directory directory = open(index)) {
              return firstDamage(directory, list(index));
            }
          });
    } catch (IOException e) {
      return StoreFailures.isDamage(e) ? Optional.of(e) : Optional.empty();
    }
  }

  /// What lies in the folder of an index and has a checksum.
  static List<String> list(Path index) throws IOException {
    if (!Files.isDirectory(index)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(index)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.equals(IndexWriter.WRITE_LOCK_NAME))
          .sorted()
          .toList();
    }
  }

  /// The folder of an index, to read.
  static Directory open(Path index) throws IOException {
    return new MMapDirectory(index);
  }

  /// Shows only `files` of `directory` and nobody's lock.
  static final class View extends FilterDirectory {

    private final List<String> files;

    View(Directory directory, List<String> files) {
      super(directory);
      this.files = files;
    }

    @Override
    public String[] listAll() {
      return files.toArray(String[]::new);
    }

    @Override
    public Lock obtainLock(String name) {
      return new Lock() {
        @Override
        public void close() {}

        @Override
        public void ensureValid() {}
      };
    }

    @Override
    public void close() {
      // The files are somebody else's.
    }
  }
}
