package dev.pictor.bulk;

import dev.pictor.parquet.ParquetSchema;
import dev.pictor.parquet.ParquetWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// Files of rows, each written at once when its last row is there: Parquet with the columns `id`,
/// `values`, `metadata`, `fingerprint` and `error`, and a note of what `pictor import` wants to
/// know. Stateless.
public final class EmbeddedParts {

  /// Rows of a part, usually: so much of a run that ends at the wrong moment may be lost.
  public static final int ROWS = 512;

  public static final int MOST_ROWS = 100_000;

  public static final String ID = "id";
  public static final String FINGERPRINT = "fingerprint";
  public static final String ERROR = "error";

  /// What a file of ours is called; other files may lie beside.
  private static final String PREFIX = "part-";

  private static final String SUFFIX = ".parquet";
  private static final String NOTE = "pictor-export";

  /// The model that made the vectors of a part.
  public record Model(String name, String fingerprint, int dimension) {}

  private EmbeddedParts() {}

  /// @param run a name that no other run has
  /// @param number in the run
  public static String name(String run, int number) {
    return String.format(Locale.ROOT, "%s%s-%06d%s", PREFIX, run, number, SUFFIX);
  }

  /// Whether a file of this name is a published part.
  public static boolean isName(String name) {
    return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
  }

  /// The whole file.
  public static byte[] encode(Model model, List<EmbeddedRow> rows) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ParquetWriter writer =
          new ParquetWriter(
              out,
              new ParquetSchema()
                  .text(ID)
                  .floats("values")
                  .optionalText("metadata")
                  .text(FINGERPRINT)
                  .optionalText(ERROR));
      for (EmbeddedRow row : rows) {
        write(writer, model, row);
      }
      writer.finish(Map.of(NOTE, JsonMapper.shared().writeValueAsString(note(model))));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private static void write(ParquetWriter writer, Model model, EmbeddedRow row) throws IOException {
    writer.column(0).text(row.id());
    if (row.isFailed()) {
      writer.column(1).noList();
      writer.column(2).noText();
      writer.column(4).text(row.error());
    } else {
      writer.column(1).list(row.values());
      writer.column(2).text(row.metadata());
      writer.column(4).noText();
    }
    writer.column(3).text(model.fingerprint());
    writer.endRow();
  }

  /// As `transfer.CollectionHeader` reads it.
  private static Map<String, Object> note(Model model) {
    Map<String, Object> note = new LinkedHashMap<>();
    note.put("version", 1);
    note.put("collection", "");
    note.put("vectors", "dense");
    note.put("dimension", model.dimension());
    note.put("similarity", "cosine");
    note.put("precision", "float32");
    note.put("model", model.name());
    note.put("fingerprint", model.fingerprint());
    note.put("namespaces", Map.of());
    return note;
  }
}
