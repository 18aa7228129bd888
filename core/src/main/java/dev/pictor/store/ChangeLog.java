package dev.pictor.store;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/// Passes on what the writer of one index changes to those who follow it. Thread-safe.
final class ChangeLog {

  private final List<ChangeFeed> feeds = new CopyOnWriteArrayList<>();

  ChangeFeed follow() {
    ChangeFeed[] made = new ChangeFeed[1];
    ChangeFeed feed = new ChangeFeed(() -> feeds.remove(made[0]));
    made[0] = feed;
    feeds.add(feed);
    return feed;
  }

  /// To be called when `changes` are visible to reads. Whoever follows only now reads them.
  void tell(IndexChanges changes) {
    if (!feeds.isEmpty()) {
      Set<RecordKey> keys =
          changes.touched().stream().map(IndexTerms::record).collect(Collectors.toSet());
      if (!keys.isEmpty() || changes.touchedMore()) {
        feeds.forEach(feed -> feed.tell(keys, changes.touchedMore()));
      }
    }
  }
}
