package dev.pictor.batch;

import dev.pictor.bulk.PictureBytes;
import dev.pictor.bulk.PictureItem;
import dev.pictor.bulk.Storage;
import dev.pictor.error.InvalidRequest;
import java.io.EOFException;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;

/// Files of this machine; a location is a `file:` URI. Thread-safe.
public final class LocalStorage implements Storage {

  /// The location of a file.
  public static String location(Path file) {
    return file.toUri().toString();
  }

  private static Path path(String location) {
    return Path.of(URI.create(location));
  }

  @Override
  public Parts open(String location) throws IOException {
    FileChannel channel = FileChannel.open(path(location));
    return new Parts() {
      @Override
      public long length() throws IOException {
        return channel.size();
      }

      @Override
      public byte[] read(long offset, int bytes) throws IOException {
        return part(channel, offset, bytes);
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  private static byte[] part(FileChannel channel, long offset, int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, offset + buffer.position()) < 0) {
        throw new EOFException("it became shorter while it was read");
      }
    }
    return buffer.array();
  }

  @Override
  public PictureBytes read(PictureItem item, long most) throws IOException {
    Path file = path(item.location());
    BasicFileAttributes before = Files.readAttributes(file, BasicFileAttributes.class);
    boolean member = item.kind() == PictureItem.Kind.MEMBER;
    long bytes = member ? item.bytes() : before.size();
    requireSize(bytes, most);
    try (FileChannel channel = FileChannel.open(file)) {
      byte[] content = part(channel, item.offset(), Math.toIntExact(bytes));
      Instant modified = before.lastModifiedTime().toInstant();
      BasicFileAttributes after = Files.readAttributes(file, BasicFileAttributes.class);
      if (after.size() != before.size() || !after.lastModifiedTime().toInstant().equals(modified)) {
        throw new IOException("it is being written");
      }
      return new PictureBytes(content, member ? item.modified() : modified);
    }
  }

  private static void requireSize(long bytes, long most) {
    if (bytes > most) {
      throw new InvalidRequest("too large: %,d bytes (at most %,d bytes)".formatted(bytes, most));
    }
  }
}
