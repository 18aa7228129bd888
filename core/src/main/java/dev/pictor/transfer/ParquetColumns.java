package dev.pictor.transfer;

import static dev.hardwood.metadata.PhysicalType.BYTE_ARRAY;
import static dev.hardwood.metadata.PhysicalType.DOUBLE;
import static dev.hardwood.metadata.PhysicalType.FLOAT;
import static dev.hardwood.metadata.PhysicalType.INT32;
import static dev.hardwood.metadata.PhysicalType.INT64;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which columns of a Parquet file hold the parts of records. A column that holds nothing but nulls
/// by its type, as programs write it that know no better one, counts as missing.
///
/// @param id of strings
/// @param values of lists of numbers, as are the next two
/// @param metadata of strings with JSON
/// @param namespace of strings
/// @param error of strings: why a row has no vector
@SuppressWarnings("OptionalUsedAsFieldOrParameterType")
record ParquetColumns(
    ColumnSchema id,
    Optional<ColumnSchema> values,
    Optional<ColumnSchema> sparseIndices,
    Optional<ColumnSchema> sparseValues,
    Optional<ColumnSchema> metadata,
    Optional<ColumnSchema> namespace,
    Optional<ColumnSchema> error) {

  private static final Set<PhysicalType> NUMBERS = Set.of(FLOAT, DOUBLE);
  private static final Set<PhysicalType> WHOLE_NUMBERS = Set.of(INT32, INT64);

  /// @throws UnreadableFile naming the column that is missing or of another type
  static ParquetColumns of(FileSchema schema) throws UnreadableFile {
    ColumnSchema id = text(schema, "id").orElseThrow(() -> missing("id"));
    Optional<ColumnSchema> values = list(schema, "values", NUMBERS);
    Optional<ColumnSchema> sparseIndices = list(schema, "sparse_values.indices", WHOLE_NUMBERS);
    Optional<ColumnSchema> sparseValues = list(schema, "sparse_values.values", NUMBERS);
    if (values.isEmpty() && sparseIndices.isEmpty()) {
      throw missing("values");
    }
    if (sparseIndices.isPresent() != sparseValues.isPresent()) {
      throw missing("sparse_values." + (sparseIndices.isPresent() ? "values" : "indices"));
    }
    return new ParquetColumns(
        id,
        values,
        sparseIndices,
        sparseValues,
        text(schema, "metadata"),
        text(schema, "namespace"),
        find(schema, "error").filter(ParquetColumns::isText));
  }

  private static UnreadableFile missing(String column) {
    return new UnreadableFile(
        "has no column %s (expected: id, values or sparse_values {indices, values}, and maybe metadata)"
            .formatted(column));
  }

  private static Optional<ColumnSchema> text(FileSchema schema, String name) throws UnreadableFile {
    Optional<ColumnSchema> found = find(schema, name);
    if (found.isPresent() && !isText(found.get())) {
      throw wrong(name, found.get(), "strings");
    }
    return found;
  }

  private static boolean isText(ColumnSchema column) {
    return column.type() == BYTE_ARRAY && column.maxRepetitionLevel() == 0;
  }

  private static Optional<ColumnSchema> list(
      FileSchema schema, String name, Set<PhysicalType> types) throws UnreadableFile {
    Optional<ColumnSchema> found = find(schema, name);
    if (found.isPresent()
        && (!types.contains(found.get().type()) || found.get().maxRepetitionLevel() != 1)) {
      throw wrong(name, found.get(), "lists of " + types.stream().sorted().toList());
    }
    return found;
  }

  private static UnreadableFile wrong(String name, ColumnSchema found, String expected) {
    return new UnreadableFile(
        "has %s in the column %s (expected: %s)"
            .formatted(
                (found.maxRepetitionLevel() > 0 ? "lists of " : "") + found.type(),
                name,
                expected));
  }

  /// The only leaf at or below `name`.
  private static Optional<ColumnSchema> find(FileSchema schema, String name) throws UnreadableFile {
    List<ColumnSchema> found = new ArrayList<>();
    for (ColumnSchema each : schema.getColumns()) {
      String path = each.fieldPath().toString();
      if (path.equals(name) || path.startsWith(name + ".")) {
        found.add(each);
      }
    }
    if (found.size() > 1) {
      throw new UnreadableFile(
          "has a structure in the column %s (expected: one value or list a row)".formatted(name));
    }
    return found.stream()
        .filter(each -> !(each.logicalType() instanceof LogicalType.NullType))
        .findFirst();
  }

  /// The names of all that are there.
  String[] paths() {
    List<ColumnSchema> all = new ArrayList<>();
    all.add(id);
    List.of(values, sparseIndices, sparseValues, metadata, namespace, error)
        .forEach(column -> column.ifPresent(all::add));
    return all.stream().map(each -> each.fieldPath().toString()).toArray(String[]::new);
  }
}
