package dev.pictor.reembed;

import dev.pictor.collection.Namespace;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.store.Page;
import dev.pictor.store.RecordHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Optional;

/// Walks over the records of a namespace in the order of their ids. Used by one thread.
final class RecordCursor {

  private static final int PAGE = 1000;

  private final Namespace records;
  private final Deque<RecordHead> page = new ArrayDeque<>();
  private Optional<String> next = Optional.of("");

  RecordCursor(Namespace records) {
    this.records = records;
  }

  /// The present record; empty at the end.
  Optional<RecordHead> head() {
    while (page.isEmpty() && next.isPresent()) {
      Page<RecordHead> read = records.page("", MetadataFilter.all(), next.get(), PAGE);
      page.addAll(read.records());
      next = read.next();
    }
    return Optional.ofNullable(page.peekFirst());
  }

  void advance() {
    page.removeFirst();
  }

  /// As the store orders ids: by the bytes of their UTF-8.
  static int compare(String one, String other) {
    return Arrays.compareUnsigned(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }
}
