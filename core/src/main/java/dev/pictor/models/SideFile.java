package dev.pictor.models;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// A file beside a graph that takes the numbers of its large tensors (ONNX's [external
/// data](https://github.com/onnx/onnx/blob/main/docs/ExternalData.md)). ONNX Runtime maps such a
/// file instead of copying it, so that a loaded model needs a third less memory and half while it
/// is being loaded. Belongs to one thread.
final class SideFile implements Closeable {

  private static final int TENSOR_RAW_DATA = 9;
  private static final int TENSOR_EXTERNAL = 13;
  private static final int TENSOR_LOCATION = 14;
  private static final int EXTERNAL = 1;

  /// Smaller tensors stay: shapes are read from them while a graph is prepared.
  private static final int LEAST_BYTES = 1024;

  /// What files are mapped by at the most, on Windows.
  private static final long ALIGNMENT = 65_536;

  private final String location;
  private final FileChannel channel;
  private long length;

  /// @param file to be made
  /// @param location its name as the graph, which lies beside it, is to have it
  SideFile(Path file, String location) throws IOException {
    this.location = location;
    this.channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  }

  /// Bytes that a graph's tensors would bring here.
  static long movable(ByteBuffer bytes, List<WireField> tensors) throws IOException {
    long movable = 0;
    for (WireField tensor : tensors) {
      movable += raw(WireField.read(bytes, tensor)).map(SideFile::length).orElse(0);
    }
    return movable;
  }

  /// Takes the numbers of a tensor.
  ///
  /// @return the tensor that names this file instead; empty when it stays as it is
  Optional<byte[]> take(ByteBuffer bytes, WireField tensor) throws IOException {
    List<WireField> parts = WireField.read(bytes, tensor);
    Optional<WireField> raw = raw(parts);
    if (raw.isEmpty()) {
      return Optional.empty();
    }
    length = (length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    long offset = length;
    ByteBuffer numbers = bytes.slice(raw.get().from(), length(raw.get()));
    while (numbers.hasRemaining()) {
      length += channel.write(numbers, length);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (WireField part : parts) {
      if (!part.is(TENSOR_RAW_DATA) && !part.is(TENSOR_LOCATION)) {
        byte[] same = new byte[part.length()];
        bytes.get(part.start(), same);
        out.writeBytes(same);
      }
    }
    out.writeBytes(entry("location", location));
    out.writeBytes(entry("offset", Long.toString(offset)));
    out.writeBytes(entry("length", Integer.toString(length(raw.get()))));
    out.writeBytes(new byte[] {TENSOR_LOCATION << 3, EXTERNAL});
    return Optional.of(out.toByteArray());
  }

  private static Optional<WireField> raw(List<WireField> tensor) {
    return tensor.stream()
        .filter(part -> part.is(TENSOR_RAW_DATA) && length(part) >= LEAST_BYTES)
        .findFirst();
  }

  private static int length(WireField raw) {
    return raw.end() - raw.from();
  }

  private static byte[] entry(String key, String value) {
    ByteArrayOutputStream pair = new ByteArrayOutputStream();
    pair.writeBytes(WireField.nested(1, key.getBytes(StandardCharsets.UTF_8)));
    pair.writeBytes(WireField.nested(2, value.getBytes(StandardCharsets.UTF_8)));
    return WireField.nested(TENSOR_EXTERNAL, pair.toByteArray());
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
