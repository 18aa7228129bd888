package dev.pictor.models;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Changes graphs of the fixtures into those of other exporters, and writes small ones.
final class OnnxEdit {

  static final int INT32 = 6;
  static final int INT64 = 7;
  static final int FLOAT = 1;

  private static final int LARGE = 1000;

  private OnnxEdit() {}

  /// One field of a message: all its bytes, and those of its value.
  static final class Part {
    final int number;
    final byte[] whole;
    final byte[] value;

    Part(int number, byte[] whole, byte[] value) {
      this.number = number;
      this.whole = whole;
      this.value = value;
    }

    String text() {
      return new String(value, StandardCharsets.UTF_8);
    }
  }

  /// A message with each field replaced by what `change` gives.
  static byte[] each(byte[] message, Function<Part, byte[]> change) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts(message).forEach(part -> out.writeBytes(change.apply(part)));
    return out.toByteArray();
  }

  static List<Part> parts(byte[] message) {
    try {
      return WireField.read(ByteBuffer.wrap(message), 0, message.length).stream()
          .map(
              field ->
                  new Part(
                      field.number(),
                      Arrays.copyOfRange(message, field.start(), field.end()),
                      Arrays.copyOfRange(message, field.from(), field.end())))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] bytes(int number, byte[] value) {
    return join(WireField.varint(((long) number << 3) | 2), WireField.varint(value.length), value);
  }

  static byte[] text(int number, String value) {
    return bytes(number, value.getBytes(StandardCharsets.UTF_8));
  }

  static byte[] whole(int number, long value) {
    return join(WireField.varint((long) number << 3), WireField.varint(value));
  }

  static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /// A tensor input or output; a side below 0 is free.
  static byte[] port(String name, int numbers, long... shape) {
    byte[] sides = new byte[0];
    for (long side : shape) {
      sides = join(sides, bytes(1, side < 0 ? text(2, "free") : whole(1, side)));
    }
    return join(text(1, name), bytes(2, bytes(1, join(whole(1, numbers), bytes(2, sides)))));
  }

  static byte[] node(String operator, List<String> inputs, List<String> outputs, byte[]... more) {
    byte[] node = text(4, operator);
    for (String input : inputs) {
      node = join(node, text(1, input));
    }
    for (String output : outputs) {
      node = join(node, text(2, output));
    }
    return join(node, join(more));
  }

  static byte[] model(byte[] graph) {
    return join(whole(1, 8), bytes(7, graph), bytes(8, whole(2, 17)));
  }

  static void graph(Path file, Function<byte[], byte[]> change) throws IOException {
    byte[] edited =
        each(
            Files.readAllBytes(file),
            part -> part.number == 7 ? bytes(7, change.apply(part.value)) : part.whole);
    Files.write(file, edited);
  }

  /// Renames values of the graph: inputs, outputs and what nodes call them.
  static void rename(Path file, Map<String, String> names) throws IOException {
    graph(
        file,
        graph ->
            each(
                graph,
                part ->
                    switch (part.number) {
                      case 1 -> bytes(1, renamed(part.value, 2, names));
                      case 11, 12, 13 -> bytes(part.number, renamed(part.value, 1, names));
                      default -> part.whole;
                    }));
  }

  private static byte[] renamed(byte[] message, int last, Map<String, String> names) {
    return each(
        message,
        part ->
            part.number <= last
                ? text(part.number, names.getOrDefault(part.text(), part.text()))
                : part.whole);
  }

  static void addInput(Path file, byte[] port) throws IOException {
    graph(file, graph -> join(graph, bytes(11, port)));
  }

  /// Moves large tensors into a side file that the graph calls `location`.
  static void moveWeights(Path file, String location, Path side) throws IOException {
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    graph(
        file,
        graph ->
            each(
                graph,
                part ->
                    part.number == 5
                        ? bytes(5, moved(part.value, location, weights))
                        : part.whole));
    Files.write(side, weights.toByteArray());
  }

  private static byte[] moved(byte[] tensor, String location, ByteArrayOutputStream weights) {
    byte[] external =
        each(
            tensor,
            part -> {
              if (part.number != 9 || part.value.length < LARGE) {
                return part.whole;
              }
              byte[] place =
                  join(
                      entry("location", location),
                      entry("offset", Integer.toString(weights.size())),
                      entry("length", Integer.toString(part.value.length)),
                      whole(14, 1));
              weights.writeBytes(part.value);
              return place;
            });
    return external;
  }

  private static byte[] entry(String key, String value) {
    return bytes(13, join(text(1, key), text(2, value)));
  }
}
