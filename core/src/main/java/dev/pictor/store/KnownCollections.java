package dev.pictor.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Which collections there are, which are damaged, and which are being made or deleted.
/// Thread-safe; nothing waits here for files.
final class KnownCollections {

  @GuardedBy("this")
  private final SortedMap<String, LuceneCollection> collections = new TreeMap<>();

  /// Why a folder is no collection.
  @GuardedBy("this")
  private final SortedMap<String, ServiceException> damaged = new TreeMap<>();

  /// Names of collections that are being made or deleted.
  @GuardedBy("this")
  private final Set<String> changing = new HashSet<>();

  synchronized void add(String name, LuceneCollection collection) {
    collections.put(name, collection);
  }

  synchronized void addDamaged(String name, ServiceException failure) {
    damaged.put(name, failure);
  }

  /// All that are not damaged, by name.
  synchronized List<LuceneCollection> all() {
    return List.copyOf(collections.values());
  }

  /// @throws ServiceException why it is damaged
  synchronized Optional<LuceneCollection> find(String name) {
    requireWhole(name);
    return Optional.ofNullable(collections.get(name));
  }

  /// @throws NotFound when there is none
  synchronized LuceneCollection existing(String name) {
    return find(name).orElseThrow(() -> unknown(name));
  }

  /// Why a collection is damaged; empty when it is not.
  synchronized Optional<ServiceException> damage(String name) {
    return Optional.ofNullable(damaged.get(name));
  }

  synchronized SortedMap<String, ServiceException> damaged() {
    return new TreeMap<>(damaged);
  }

  /// Keeps a name that is free for a collection to be made.
  ///
  /// @throws Conflict when it is taken
  synchronized void reserve(String name) {
    requireWhole(name);
    if (collections.containsKey(name) || !changing.add(name)) {
      throw new Conflict(
          "collection: %s exists (expected: a new name). Use it, delete it first, or choose another name."
              .formatted(name));
    }
  }

  /// Takes a collection off the list to delete it; its name stays taken until [#settle].
  ///
  /// @return empty when it is damaged
  /// @throws NotFound when there is none
  synchronized Optional<LuceneCollection> take(String name) {
    if (changing.contains(name) || !(collections.containsKey(name) || damaged.containsKey(name))) {
      throw unknown(name);
    }
    changing.add(name);
    return Optional.ofNullable(collections.remove(name));
  }

  /// Ends what [#reserve] or [#take] began.
  ///
  /// @param now what is there under the name
  synchronized void settle(String name, @Nullable LuceneCollection now) {
    changing.remove(name);
    if (now != null) {
      collections.put(name, now);
    }
  }

  /// The damaged collection is gone.
  synchronized void forgetDamage(String name) {
    damaged.remove(name);
  }

  @GuardedBy("this")
  private NotFound unknown(String name) {
    return new NotFound(
        "collection: %s (expected: one of %s)".formatted(name, collections.keySet()));
  }

  @GuardedBy("this")
  private void requireWhole(String name) {
    ServiceException failure = damaged.get(name);
    if (failure != null) {
      throw failure;
    }
  }
}
