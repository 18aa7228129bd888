package dev.pictor.store;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import dev.pictor.store.CollectionFolder.Layout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.lucene.util.IOUtils;
import org.jspecify.annotations.Nullable;

/// Generations of the embedded engine: two indexes in the folder of one collection, whose
/// description says which one serves. Thread-safe.
///
/// How it works: `collection.json` names both indexes, so publishing it, one rename, switches name,
/// model, dimension and files together. An index that it does not name goes at the next open.
final class LuceneGenerations implements Generations {

  private record Second(Role role, LuceneCollection collection) {}

  private final LuceneStore store;
  private final StoreFolder folder;
  private final StoreTuning tuning;

  // Changed with the lock of the store held.
  private final Map<String, Second> seconds = new ConcurrentHashMap<>();

  LuceneGenerations(LuceneStore store, StoreFolder folder, StoreTuning tuning) {
    this.store = store;
    this.folder = folder;
    this.tuning = tuning;
  }

  /// Remembers the second generation of a collection that was just read, and removes the files of
  /// those that a crash left without a name.
  void load(Path collection, Layout layout) throws IOException {
    synchronized (store) {
      layout
          .second()
          .ifPresent(
              second ->
                  seconds.put(
                      layout.serving().name(),
                      new Second(
                          second.role(),
                          new LuceneCollection(
                              collection.resolve(second.index()), second.spec(), tuning))));
    }
    CollectionFolder.tidy(collection, layout);
  }

  private Path home(String name) {
    return folder.collection(name);
  }

  @Override
  public Optional<Beside> beside(String collection) {
    return store.use(
        () -> {
          synchronized (store) {
            LuceneCollection _ = store.existing(collection);
            return Optional.ofNullable(seconds.get(collection))
                .map(second -> new Beside(second.role, second.collection));
          }
        });
  }

  @Override
  public CollectionStore begin(String collection, VectorSpace space, ModelBinding model) {
    return store.use(
        () -> {
          synchronized (store) {
            return make(store.existing(collection), space, model);
          }
        });
  }

  /// With the lock of the store held.
  private CollectionStore make(LuceneCollection serving, VectorSpace space, ModelBinding model) {
    String name = serving.spec().name();
    Second old = seconds.get(name);
    if (old != null && old.role == Role.NEXT) {
      throw new Conflict(
          "collection: %s: another generation of it is being made (expected: none). Switch to it or discard it first."
              .formatted(name));
    }
    Path index = home(name).resolve(CollectionFolder.INDEX + "-" + UUID.randomUUID());
    CollectionSpec spec = serving.spec().withSpace(space).withModel(model);
    Second made = new Second(Role.NEXT, new LuceneCollection(index, spec, tuning));
    files(
        name,
        () -> {
          Files.createDirectory(index);
          LuceneIndex.create(index);
          IOUtils.fsync(home(name), true);
          return index;
        });
    write(serving, serving.spec(), Optional.of(made));
    seconds.put(name, made);
    end(old);
    return made.collection;
  }

  @Override
  public boolean switchOver(String collection, BooleanSupplier last) {
    return store.use(
        () -> {
          LuceneCollection serving = store.existing(collection);
          return serving
              .gated()
              .whileWritersWait(() -> last.getAsBoolean() && replace(collection, serving));
        });
  }

  private boolean replace(String name, LuceneCollection serving) {
    synchronized (store) {
      Second second = seconds.get(name);
      if (second == null || !store.existing(name).equals(serving)) {
        throw new NotFound(
            "collection: %s: no other generation (expected: one to switch to)".formatted(name));
      }
      LuceneCollection next = second.collection;
      Second previous = new Second(Role.PREVIOUS, serving);
      return next.gated()
          .whileWritersWait(
              () -> {
                publishSwitch(serving, next, second, previous);
                seconds.put(name, previous);
                store.serve(name, next);
                serving.gated().succeededBy(next.gated());
                next.gated().succeededBy(null);
                return true;
              });
    }
  }

  /// When it fails nothing may have been switched; where that cannot be written either, nobody
  /// knows what the disk has, and the collection ends until the next open tells.
  private void publishSwitch(
      LuceneCollection serving, LuceneCollection next, Second second, Second previous) {
    try {
      write(next, next.spec(), Optional.of(previous));
    } catch (RuntimeException failed) {
      try {
        write(serving, serving.spec(), Optional.of(second));
      } catch (RuntimeException again) {
        failed.addSuppressed(again);
        serving.closed();
        next.closed();
      }
      throw failed;
    }
  }

  @Override
  public void discard(String collection) {
    Object _ =
        store.use(
            () -> {
              synchronized (store) {
                LuceneCollection serving = store.existing(collection);
                Second second = seconds.get(collection);
                if (second != null) {
                  write(serving, serving.spec(), Optional.empty());
                  seconds.remove(collection);
                  end(second);
                }
                return serving;
              }
            });
  }

  private static void end(@Nullable Second second) {
    if (second != null) {
      second.collection.dropped();
      StoreFolder.removeSoon(
          second.collection.index(), "generation of " + second.collection.spec().name());
    }
  }

  @Override
  public ChangeFeed follow(String collection) {
    return store.use(() -> store.existing(collection).follow());
  }

  /// Publishes the description of a collection whose serving generation is as `changed`, and gives
  /// the second one the same settings. With the lock of the store held, as the next three.
  ///
  /// @throws dev.pictor.error.ServiceException when it cannot be written; nothing has changed then
  void respecify(LuceneCollection serving, CollectionSpec changed) {
    Second second = seconds.get(changed.name());
    write(serving, changed, Optional.ofNullable(second));
    serving.respecify(changed);
    if (second != null) {
      second.collection.respecify(second.collection.spec().withSettings(changed.settings()));
    }
  }

  private void write(LuceneCollection serving, CollectionSpec spec, Optional<Second> second) {
    Layout layout =
        new Layout(
            spec,
            name(serving),
            second.map(
                each ->
                    new CollectionFolder.SecondIndex(
                        each.role, name(each.collection), each.collection.spec())));
    files(spec.name(), () -> CollectionFolder.write(home(spec.name()), layout));
  }

  private static String name(LuceneCollection generation) {
    return generation.index().getFileName().toString();
  }

  private static <T> void files(String name, FileWork.Task<T> task) {
    try {
      T _ = FileWork.call(task);
    } catch (IOException e) {
      throw StoreFailures.of(name, e);
    }
  }

  /// Does `work` with the second generation of a collection that ends.
  void ending(String name, Consumer<LuceneCollection> work) {
    Second second = seconds.get(name);
    if (second != null) {
      work.accept(second.collection);
    }
  }

  /// The collection is gone.
  void forget(String name) {
    seconds.remove(name);
  }

  /// The second generation, which ended, is needed again.
  void again(String name) {
    seconds.computeIfPresent(name, (_, old) -> new Second(old.role, old.collection.again()));
  }

  /// Closes all files.
  void close(Consumer<LuceneCollection> closing) {
    synchronized (store) {
      seconds.values().forEach(second -> closing.accept(second.collection));
    }
  }
}
