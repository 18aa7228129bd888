package dev.pictor.spark;

import dev.pictor.bulk.PictureBytes;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.Storage;
import dev.pictor.error.InvalidRequest;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;

/// Files of any storage that Hadoop knows; a location is a path as Hadoop writes it. Thread-safe.
final class HadoopStorage implements Storage {

  private final Configuration configuration;

  HadoopStorage(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public Parts open(String location) throws IOException {
    Path path = new Path(location);
    FileStatus status = status(path);
    FSDataInputStream in = path.getFileSystem(configuration).open(path);
    return new Parts() {
      @Override
      public long length() {
        return status.getLen();
      }

      @Override
      public byte[] read(long offset, int bytes) throws IOException {
        byte[] part = new byte[bytes];
        in.seek(offset);
        in.readFully(part);
        return part;
      }

      @Override
      public void close() throws IOException {
        in.close();
      }
    };
  }

  private FileStatus status(Path path) throws IOException {
    try {
      return path.getFileSystem(configuration).getFileStatus(path);
    } catch (FileNotFoundException gone) {
      throw asGone(path, gone);
    }
  }

  private static NoSuchFileException asGone(Path path, FileNotFoundException gone) {
    NoSuchFileException same = new NoSuchFileException(path.toString());
    same.initCause(gone);
    return same;
  }

  @Override
  public PictureBytes read(PictureItem item, long most) throws IOException {
    Path path = new Path(item.location());
    FileStatus status = status(path);
    boolean member = item.kind() == PictureItem.Kind.MEMBER;
    long bytes = member ? item.bytes() : status.getLen();
    if (bytes > most) {
      throw new InvalidRequest("too large: %,d bytes (at most %,d bytes)".formatted(bytes, most));
    }
    byte[] content = new byte[Math.toIntExact(bytes)];
    try (FSDataInputStream in = path.getFileSystem(configuration).open(path)) {
      in.seek(item.offset());
      in.readFully(content);
    } catch (FileNotFoundException gone) {
      throw asGone(path, gone);
    }
    return new PictureBytes(content, member ? item.modified() : modified(status));
  }

  /// Local files have a finer time than Hadoop tells, and indexing compares it.
  private static Instant modified(FileStatus status) throws IOException {
    return "file".equals(status.getPath().toUri().getScheme())
        ? Files.getLastModifiedTime(local(status.getPath())).toInstant()
        : Instant.ofEpochMilli(status.getModificationTime());
  }

  /// Hadoop's URIs have letters that are not ASCII as they are, which the JDK refuses.
  static java.nio.file.Path local(Path path) {
    return java.nio.file.Path.of(URI.create(path.toUri().toASCIIString()));
  }
}
