package dev.pictor.library;

import dev.pictor.collection.Namespace;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.Page;
import dev.pictor.store.RecordHead;
import dev.pictor.store.VectorRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Records that stay although their folder goes: without the fields by which a run knows its own.
final class ReleasedRecords {

  private static final int AT_ONCE = 500;
  private static final Set<String> OF_FILES =
      Set.of(PictureFields.PATH, PictureFields.FOLDER, PictureFields.MODIFIED);

  private ReleasedRecords() {}

  static void release(Namespace records, String prefix) {
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      Page<RecordHead> page = records.page(prefix, MetadataFilter.all(), after.get(), AT_ONCE);
      List<String> ids = page.records().stream().map(RecordHead::id).toList();
      List<VectorRecord> released =
          records.fetch(ids).stream()
              .filter(ReleasedRecords::isOfFolder)
              .map(each -> new VectorRecord(each.id(), each.vector(), others(each.metadata())))
              .toList();
      if (!released.isEmpty()) {
        records.upsert(released);
      }
      after = page.next();
    }
  }

  /// Whether a record mirrors a file of a folder.
  static boolean isOfFolder(VectorRecord record) {
    return record.metadata().text(PictureFields.PATH).filter(record.id()::equals).isPresent();
  }

  private static Metadata others(Metadata metadata) {
    Map<String, MetadataValue> others = new LinkedHashMap<>(metadata.fields());
    others.keySet().removeAll(OF_FILES);
    return Metadata.copyOf(others);
  }
}
