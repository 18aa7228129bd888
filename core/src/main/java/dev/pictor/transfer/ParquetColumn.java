package dev.pictor.transfer;

import java.util.ArrayList;
import java.util.List;

/// The columns of the Parquet files that are written here, in their order, by Parquet's own
/// numbers.
enum ParquetColumn {
  ID(Kind.TEXT, "id"),
  NAMESPACE(Kind.TEXT, "namespace"),
  VALUES(Kind.FLOATS, "values.list.element"),
  SPARSE_INDICES(Kind.INDICES, "sparse_values.indices.list.element"),
  SPARSE_VALUES(Kind.FLOATS, "sparse_values.values.list.element"),
  METADATA(Kind.TEXT, "metadata");

  private enum Kind {
    TEXT,
    FLOATS,
    INDICES
  }

  private static final int INT32 = 1;
  private static final int FLOAT = 4;
  private static final int BYTE_ARRAY = 6;
  private static final int REQUIRED = 0;
  private static final int OPTIONAL = 1;
  private static final int REPEATED = 2;
  private static final int UTF8 = 0;
  private static final int LIST = 3;
  private static final int UINT_32 = 13;

  private final Kind kind;
  private final String path;

  ParquetColumn(Kind kind, String path) {
    this.kind = kind;
    this.path = path;
  }

  List<String> path() {
    return List.of(path.split("\\.", -1));
  }

  boolean isOfLists() {
    return kind != Kind.TEXT;
  }

  int type() {
    return switch (kind) {
      case TEXT -> BYTE_ARRAY;
      case FLOATS -> FLOAT;
      case INDICES -> INT32;
    };
  }

  /// The tree of all columns, from the root on.
  static List<ThriftStruct> schema() {
    List<ThriftStruct> tree = new ArrayList<>();
    tree.add(new ThriftStruct().text(4, "pictor").number(5, 5));
    tree.add(text("id"));
    tree.add(text("namespace"));
    addList(tree, "values", OPTIONAL, floats());
    tree.add(new ThriftStruct().number(3, OPTIONAL).text(4, "sparse_values").number(5, 2));
    addList(tree, "indices", REQUIRED, indices());
    addList(tree, "values", REQUIRED, floats());
    tree.add(text("metadata"));
    return tree;
  }

  private static ThriftStruct text(String name) {
    ThriftStruct string = new ThriftStruct().struct(1, new ThriftStruct());
    return new ThriftStruct()
        .number(1, BYTE_ARRAY)
        .number(3, REQUIRED)
        .text(4, name)
        .number(6, UTF8)
        .struct(10, string);
  }

  private static void addList(
      List<ThriftStruct> tree, String name, int repetition, ThriftStruct element) {
    ThriftStruct list = new ThriftStruct().struct(3, new ThriftStruct());
    tree.add(
        new ThriftStruct()
            .number(3, repetition)
            .text(4, name)
            .number(5, 1)
            .number(6, LIST)
            .struct(10, list));
    tree.add(new ThriftStruct().number(3, REPEATED).text(4, "list").number(5, 1));
    tree.add(element);
  }

  private static ThriftStruct floats() {
    return new ThriftStruct().number(1, FLOAT).number(3, REQUIRED).text(4, "element");
  }

  private static ThriftStruct indices() {
    ThriftStruct unsigned = new ThriftStruct().small(1, 32).no(2);
    return new ThriftStruct()
        .number(1, INT32)
        .number(3, REQUIRED)
        .text(4, "element")
        .number(6, UINT_32)
        .struct(10, new ThriftStruct().struct(10, unsigned));
  }
}
