package dev.pictor.parquet;

import dev.pictor.parquet.ParquetColumn.Kind;
import java.util.ArrayList;
import java.util.List;

/// The columns of a Parquet file, in order. Built by one thread, not changed after.
public final class ParquetSchema {

  private static final int REQUIRED = 0;
  private static final int OPTIONAL = 1;
  private static final int REPEATED = 2;
  private static final int UTF8 = 0;
  private static final int LIST = 3;
  private static final int UINT_32 = 13;

  private final List<ParquetColumn> columns = new ArrayList<>();
  private final List<ThriftStruct> tree = new ArrayList<>(); // without the root
  private int children; // of the root

  /// One text a row.
  public ParquetSchema text(String name) {
    return text(name, Kind.TEXT, REQUIRED);
  }

  /// At most one text a row.
  public ParquetSchema optionalText(String name) {
    return text(name, Kind.OPTIONAL_TEXT, OPTIONAL);
  }

  private ParquetSchema text(String name, Kind kind, int repetition) {
    ThriftStruct string = new ThriftStruct().struct(1, new ThriftStruct());
    tree.add(
        new ThriftStruct()
            .number(1, ParquetColumn.BYTE_ARRAY)
            .number(3, repetition)
            .text(4, name)
            .number(6, UTF8)
            .struct(10, string));
    columns.add(new ParquetColumn(kind, name));
    children++;
    return this;
  }

  /// At most one list of float32 a row.
  public ParquetSchema floats(String name) {
    addList(name, OPTIONAL, Kind.FLOATS, name);
    children++;
    return this;
  }

  /// At most one pair of lists a row, in two columns: `indices`, unsigned, and `values`, float32.
  public ParquetSchema sparse(String name) {
    tree.add(new ThriftStruct().number(3, OPTIONAL).text(4, name).number(5, 2));
    addList("indices", REQUIRED, Kind.INDICES, name + ".indices");
    addList("values", REQUIRED, Kind.FLOATS, name + ".values");
    children++;
    return this;
  }

  private void addList(String name, int repetition, Kind kind, String path) {
    ThriftStruct list = new ThriftStruct().struct(3, new ThriftStruct());
    tree.add(
        new ThriftStruct()
            .number(3, repetition)
            .text(4, name)
            .number(5, 1)
            .number(6, LIST)
            .struct(10, list));
    tree.add(new ThriftStruct().number(3, REPEATED).text(4, "list").number(5, 1));
    tree.add(kind == Kind.FLOATS ? floats() : indices());
    columns.add(new ParquetColumn(kind, path + ".list.element"));
  }

  private static ThriftStruct floats() {
    return new ThriftStruct().number(1, ParquetColumn.FLOAT).number(3, REQUIRED).text(4, "element");
  }

  private static ThriftStruct indices() {
    ThriftStruct unsigned = new ThriftStruct().small(1, 32).no(2);
    return new ThriftStruct()
        .number(1, ParquetColumn.INT32)
        .number(3, REQUIRED)
        .text(4, "element")
        .number(6, UINT_32)
        .struct(10, new ThriftStruct().struct(10, unsigned));
  }

  List<ParquetColumn> columns() {
    return columns;
  }

  /// The tree of all columns, from the root on.
  List<ThriftStruct> tree() {
    List<ThriftStruct> whole = new ArrayList<>();
    whole.add(new ThriftStruct().text(4, "pictor").number(5, children));
    whole.addAll(tree);
    return whole;
  }
}
