package dev.pictor.transfer;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.LayerKind;
import dev.hardwood.reader.Validity;

/// A column of lists of numbers, batch by batch. Used by one thread.
final class NumberLists {

  private static final long MOST_INDEX = 0xFFFF_FFFFL;

  private final ColumnReader column;
  private final int list; // which layer has the lists
  private final boolean unsigned;
  private int[] offsets = {0};
  private float[] floats = {};
  private double[] doubles = {};
  private int[] ints = {};
  private long[] longs = {};

  NumberLists(ColumnReader column) {
    this.column = column;
    this.list = listLayer(column);
    this.unsigned =
        column.getColumnSchema().logicalType() instanceof LogicalType.IntType(_, boolean signed)
            && !signed;
  }

  private static int listLayer(ColumnReader column) {
    int layer = 0;
    while (column.getLayerKind(layer) != LayerKind.REPEATED) {
      layer++;
    }
    return layer;
  }

  /// Takes the batch to which the reader has come.
  void load() {
    offsets = column.getLayerOffsets(list);
    switch (type()) {
      case FLOAT -> floats = column.getFloats();
      case DOUBLE -> doubles = column.getDoubles();
      case INT32 -> ints = column.getInts();
      case INT64 -> longs = column.getLongs();
      case BOOLEAN, INT96, BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY ->
          throw new IllegalStateException("no numbers: " + type());
    }
  }

  private PhysicalType type() {
    return column.getColumnSchema().type();
  }

  /// Whether a row of the batch has no list.
  boolean isNull(int row) {
    for (int layer = 0; layer <= list; layer++) {
      if (column.getLayerValidity(layer).isNull(row)) {
        return true;
      }
    }
    return false;
  }

  /// Where the list of a row starts.
  int start(int row) {
    return offsets[row];
  }

  /// Where it ends.
  int end(int row) {
    return offsets[row + 1];
  }

  /// Whether all its elements are there.
  boolean isWhole(int row) {
    Validity elements = column.getLeafValidity();
    if (elements.hasNulls()) {
      for (int i = start(row); i < end(row); i++) {
        if (elements.isNull(i)) {
          return false;
        }
      }
    }
    return true;
  }

  /// An element as float32; infinite when it is beyond its range.
  float number(int place) {
    return type() == PhysicalType.FLOAT ? floats[place] : (float) doubles[place];
  }

  /// Whether an element is an unsigned number of 32 bits.
  boolean isIndex(int place) {
    return type() == PhysicalType.INT32
        ? unsigned || ints[place] >= 0
        : longs[place] >= 0 && longs[place] <= MOST_INDEX;
  }

  /// An element as the bits of such a number.
  int index(int place) {
    return type() == PhysicalType.INT32 ? ints[place] : (int) longs[place];
  }
}
