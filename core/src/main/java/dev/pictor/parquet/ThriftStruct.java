package dev.pictor.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes one struct in Thrift's compact protocol, in which Parquet describes itself: fields in
/// ascending order of their ids. Used once.
///
/// [Its
/// description](https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md)
final class ThriftStruct {

  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int I32 = 5;
  private static final int I64 = 6;
  private static final int BINARY = 8;
  private static final int LIST = 9;
  private static final int STRUCT = 12;
  private static final int LONGEST_SHORT_LIST = 14;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private int lastId;

  /// @param id of the field
  ThriftStruct number(int id, int value) {
    return number(id, I32, value);
  }

  ThriftStruct number(int id, long value) {
    return number(id, I64, value);
  }

  private ThriftStruct number(int id, int type, long value) {
    field(id, type);
    zigzag(value);
    return this;
  }

  /// A number of one byte.
  ThriftStruct small(int id, int value) {
    field(id, BYTE);
    out.write(value);
    return this;
  }

  ThriftStruct no(int id) {
    field(id, FALSE);
    return this;
  }

  ThriftStruct text(int id, String value) {
    field(id, BINARY);
    text(value);
    return this;
  }

  ThriftStruct struct(int id, ThriftStruct value) {
    field(id, STRUCT);
    out.writeBytes(value.bytes());
    return this;
  }

  ThriftStruct structs(int id, List<ThriftStruct> values) {
    list(id, STRUCT, values.size());
    values.forEach(each -> out.writeBytes(each.bytes()));
    return this;
  }

  ThriftStruct numbers(int id, int... values) {
    list(id, I32, values.length);
    for (int each : values) {
      zigzag(each);
    }
    return this;
  }

  ThriftStruct texts(int id, List<String> values) {
    list(id, BINARY, values.size());
    values.forEach(this::text);
    return this;
  }

  /// The whole struct.
  byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream(out.size() + 1);
    whole.writeBytes(out.toByteArray());
    whole.write(0);
    return whole.toByteArray();
  }

  private void field(int id, int type) {
    out.write(((id - lastId) << 4) | type); // no gap here is longer than 15
    lastId = id;
  }

  private void list(int id, int type, int size) {
    field(id, LIST);
    if (size <= LONGEST_SHORT_LIST) {
      out.write((size << 4) | type);
    } else {
      out.write(0xF0 | type);
      varint(out, size);
    }
  }

  private void text(String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    varint(out, bytes.length);
    out.writeBytes(bytes);
  }

  private void zigzag(long value) {
    varint(out, (value << 1) ^ (value >> 63));
  }

  /// Seven bits a byte, the lowest first.
  static void varint(ByteArrayOutputStream out, long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
