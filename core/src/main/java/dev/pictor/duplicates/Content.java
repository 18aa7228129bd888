package dev.pictor.duplicates;

import dev.pictor.library.IndexedPictures;
import dev.pictor.metadata.Metadata;
import dev.pictor.store.RecordHead;
import java.util.List;
import java.util.Optional;

/// Files of the same bytes, each by its record. Immutable.
///
/// @param records at least one
record Content(String sha256, List<GroupMember> records) {

  Content {
    records = List.copyOf(records);
  }

  /// The one that speaks for all.
  GroupMember best() {
    return BestPicture.of(records);
  }

  /// What a record says of its picture; empty when it is of none.
  static Optional<GroupMember> read(RecordHead head) {
    Metadata metadata = head.metadata();
    return IndexedPictures.sha256(head.id(), metadata)
        .map(
            sha256 ->
                new GroupMember(
                    head.id(),
                    sha256,
                    IndexedPictures.bytes(metadata),
                    whole(metadata, "width"),
                    whole(metadata, "height"),
                    metadata.text("format").orElse(""),
                    metadata.text("timestamp").orElse(""),
                    metadata.text("camera").orElse(""),
                    Stage.BYTES,
                    Sureness.CERTAIN,
                    1));
  }

  private static long whole(Metadata metadata, String field) {
    return metadata.number(field).map(Double::longValue).orElse(0L);
  }
}
