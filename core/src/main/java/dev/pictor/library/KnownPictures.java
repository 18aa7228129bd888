package dev.pictor.library;

import dev.pictor.collection.Namespace;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Page;
import dev.pictor.store.RecordHead;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the collection held of this library's files when a run began. Immutable, thread-safe.
///
/// Records without a file's size, time and digest came from elsewhere and are left alone.
final class KnownPictures {

  /// @param extrasCurrent whether the record has the present values of the user's table, and no
  ///   others
  /// @param extrasGone whether it has values that the present table does not give it
  record Known(
      long bytes, Instant modified, String sha256, boolean extrasCurrent, boolean extrasGone) {

    boolean sameFile(FoundFile file) {
      return bytes == file.bytes() && modified.equals(file.modified());
    }
  }

  private static final int PAGE = 2000;

  private final NavigableMap<String, Known> byId = new TreeMap<>();
  private final Map<String, List<String>> idsBySha256 = new HashMap<>();
  private final Set<Long> sizes = new HashSet<>();

  private KnownPictures() {}

  static KnownPictures load(Namespace records, ExtraColumns extras) {
    KnownPictures known = new KnownPictures();
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      Page<RecordHead> page = records.page("", MetadataFilter.all(), after.get(), PAGE);
      for (RecordHead head : page.records()) {
        read(head, extras).ifPresent(each -> known.add(head.id(), each));
      }
      after = page.next();
    }
    return known;
  }

  private static Optional<Known> read(RecordHead head, ExtraColumns extras) {
    Metadata metadata = head.metadata();
    Optional<Double> bytes = metadata.number(PictureFields.BYTES);
    Optional<String> modified = metadata.text(PictureFields.MODIFIED);
    Optional<String> sha256 = metadata.text(PictureFields.SHA256);
    boolean ours = metadata.text(PictureFields.PATH).filter(head.id()::equals).isPresent();
    if (!ours || bytes.isEmpty() || modified.isEmpty() || sha256.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Known(
              bytes.get().longValue(),
              Instant.parse(modified.get()),
              sha256.get(),
              extras.areOn(head.id(), metadata),
              extras.hasOthers(head.id(), metadata)));
    } catch (DateTimeException notOurs) {
      return Optional.empty();
    }
  }

  private void add(String id, Known known) {
    byId.put(id, known);
    idsBySha256.computeIfAbsent(known.sha256(), _ -> new ArrayList<>(1)).add(id);
    sizes.add(known.bytes());
  }

  Optional<Known> get(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  Set<String> ids() {
    return byId.keySet();
  }

  boolean anyBelow(String prefix) {
    String first = byId.ceilingKey(prefix);
    return first != null && first.startsWith(prefix);
  }

  long countBelow(String prefix) {
    return byId.tailMap(prefix, true).keySet().stream()
        .takeWhile(id -> id.startsWith(prefix))
        .count();
  }

  /// Whether some picture had this many bytes; only then can one have the same content.
  boolean anyOfSize(long bytes) {
    return sizes.contains(bytes);
  }

  List<String> idsOf(String sha256) {
    return idsBySha256.getOrDefault(sha256, List.of());
  }
}
