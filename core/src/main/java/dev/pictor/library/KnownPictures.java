package dev.pictor.library;

import dev.pictor.collection.Namespace;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataValue;
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

/// What the collection held of this library's files when a run began, in the places where it looks.
/// Immutable, thread-safe.
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
  private static final int ENOUGH = 4;

  private final Namespace records;
  private final boolean whole;
  private final NavigableMap<String, Known> byId = new TreeMap<>();
  private final Map<String, List<String>> idsBySha256 = new HashMap<>();
  private final Set<Long> sizes = new HashSet<>();

  private KnownPictures(Namespace records, boolean whole) {
    this.records = records;
    this.whole = whole;
  }

  /// What is known of the files in `places`.
  static KnownPictures load(Namespace records, ExtraColumns extras, Places places) {
    KnownPictures known = new KnownPictures(records, places.whole());
    if (places.whole()) {
      known.load("", MetadataFilter.all(), extras);
      return known;
    }
    for (Places.Place place : places.list()) {
      String prefix = place.prefix();
      if (place.deep()) {
        known.load(prefix, MetadataFilter.all(), extras);
      } else {
        String folder = prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
        known.load("", equal(PictureFields.FOLDER, folder), extras);
      }
    }
    return known;
  }

  private static MetadataFilter equal(String field, String value) {
    return new MetadataFilter.Comparison(
        field, MetadataFilter.Comparator.EQ, new MetadataValue.Text(value));
  }

  private void load(String prefix, MetadataFilter filter, ExtraColumns extras) {
    Optional<String> after = Optional.of("");
    while (after.isPresent()) {
      Page<RecordHead> page = records.page(prefix, filter, after.get(), PAGE);
      for (RecordHead head : page.records()) {
        read(head, extras).ifPresent(each -> add(head.id(), each));
      }
      after = page.next();
    }
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
    return !whole || sizes.contains(bytes);
  }

  List<String> idsOf(String sha256) {
    return whole ? idsBySha256.getOrDefault(sha256, List.of()) : withDigest(records, sha256);
  }

  /// Some records of pictures with these bytes, in folders or uploaded.
  static List<String> withDigest(Namespace records, String sha256) {
    return records.page("", equal(PictureFields.SHA256, sha256), "", ENOUGH).records().stream()
        .map(RecordHead::id)
        .toList();
  }
}
