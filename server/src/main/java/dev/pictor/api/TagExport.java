package dev.pictor.api;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.pictor.collection.Namespace;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Json;
import dev.pictor.http.Reply;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.RecordTags;
import dev.pictor.store.Page;
import dev.pictor.store.RecordHead;
import dev.pictor.tags.SideCar;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The tags of all records that have some, in the order of their ids, written page by page.
enum TagExport {
  CSV("csv", "text/csv; charset=utf-8") {
    @Override
    void write(Namespace records, OutputStream out) throws IOException {
      CsvWriter csv = CsvWriter.builder().build(out);
      csv.writeRecord("id", "tags", "found", "vocabulary");
      each(
          records,
          (id, tags) ->
              csv.writeRecord(id, joined(tags.all()), joined(tags.found()), tags.version()));
      csv.flush();
    }
  },
  JSON("json", "application/json") {
    @Override
    void write(Namespace records, OutputStream out) throws IOException {
      out.write('[');
      int[] count = {0};
      each(
          records,
          (id, tags) -> {
            out.write((count[0]++ == 0 ? "\n" : ",\n").getBytes(StandardCharsets.UTF_8));
            out.write(Json.write(view(id, tags)));
          });
      out.write("\n]\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
  },
  /// A new side-car for each picture, called as beside the pictures. An id that would lead out of
  /// the folder that it is unpacked into is left out.
  XMP("xmp", "application/zip") {
    @Override
    void write(Namespace records, OutputStream out) throws IOException {
      ZipOutputStream zip = new ZipOutputStream(out);
      each(
          records,
          (id, tags) -> {
            if (LEADS_OUT.matcher(id).find()) {
              return;
            }
            zip.putNextEntry(new ZipEntry(id + SideCar.EXTENSION));
            SideCar sideCar = SideCar.empty();
            boolean _ = sideCar.put(tags.all());
            zip.write(sideCar.bytes());
            zip.closeEntry();
          });
      zip.finish();
      zip.flush();
    }
  };

  /// Takes the tags of one record.
  interface Taker {
    void take(String id, RecordTags tags) throws IOException;
  }

  private static final int PAGE = 1000;
  private static final int BUFFER_BYTES = 1 << 16;
  private static final String BETWEEN = "|";
  private static final Pattern LEADS_OUT =
      Pattern.compile("^/|(^|[/\\\\])\\.\\.([/\\\\]|$)|^\\w:|\0");

  private final String word;
  private final String type;

  TagExport(String word, String type) {
    this.word = word;
    this.type = type;
  }

  /// @throws InvalidRequest naming the formats there are
  static TagExport of(String word) {
    for (TagExport each : values()) {
      if (each.word.equals(word)) {
        return each;
      }
    }
    throw new InvalidRequest("format: " + word + " (expected: csv, json or xmp)");
  }

  Reply reply(Namespace records) {
    return Reply.stream(type, out -> write(records, new BufferedOutputStream(out, BUFFER_BYTES)))
        .with("Content-Disposition", "attachment; filename=\"tags." + file() + '"');
  }

  private String file() {
    return this == XMP ? "xmp.zip" : word;
  }

  abstract void write(Namespace records, OutputStream out) throws IOException;

  private static void each(Namespace records, Taker taker) throws IOException {
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      Page<RecordHead> page = records.page("", MetadataFilter.all(), after.get(), PAGE);
      for (RecordHead head : page.records()) {
        RecordTags tags = RecordTags.of(head.metadata());
        if (!tags.all().isEmpty()) {
          taker.take(head.id(), tags);
        }
      }
      after = page.next();
    }
  }

  private static String joined(List<String> tags) {
    return String.join(BETWEEN, tags);
  }

  private static Map<String, Object> view(String id, RecordTags tags) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", id);
    view.put("tags", tags.all());
    view.put("found", tags.found());
    if (!tags.version().isEmpty()) {
      view.put("vocabulary", tags.version());
    }
    return view;
  }
}
