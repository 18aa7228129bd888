package dev.pictor.store;

import dev.pictor.metadata.FilterMatcher;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.vector.VectorValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/// A write of a collection that is drawn by chance, and what it does to a plain map. The same seed
/// gives the same write.
sealed interface RandomWrites {

  /// Records by namespace and id.
  final class Model extends TreeMap<String, Map<String, VectorRecord>> {

    Map<String, VectorRecord> of(String namespace) {
      return computeIfAbsent(namespace, _ -> new TreeMap<>());
    }

    Model copy() {
      Model copy = new Model();
      forEach((namespace, records) -> copy.put(namespace, new TreeMap<>(records)));
      return copy;
    }
  }

  String namespace();

  void apply(CollectionStore collection);

  void apply(Model model);

  record Upsert(String namespace, List<VectorRecord> records) implements RandomWrites {
    @Override
    public void apply(CollectionStore collection) {
      collection.upsert(namespace, records);
    }

    @Override
    public void apply(Model model) {
      records.forEach(each -> model.of(namespace).put(each.id(), each));
    }
  }

  record Update(String namespace, List<RecordUpdate> updates) implements RandomWrites {
    @Override
    public void apply(CollectionStore collection) {
      collection.update(namespace, updates);
    }

    @Override
    public void apply(Model model) {
      updates.forEach(
          each ->
              model
                  .of(namespace)
                  .computeIfPresent(each.id(), (_, old) -> RandomWrites.updated(old, each)));
    }
  }

  /// What an update makes of a dense record, the plain twin.
  private static VectorRecord updated(VectorRecord old, RecordUpdate update) {
    return new VectorRecord(
        old.id(),
        update.values().orElse(old.values()),
        old.metadata().merge(update.metadata().put()));
  }

  record UpdateMatching(String namespace, MetadataFilter filter, Metadata metadata)
      implements RandomWrites {
    @Override
    public void apply(CollectionStore collection) {
      collection.updateMatching(namespace, filter, metadata);
    }

    @Override
    public void apply(Model model) {
      model
          .of(namespace)
          .replaceAll(
              (id, old) ->
                  FilterMatcher.matches(filter, old.metadata())
                      ? updated(old, new RecordUpdate(id, metadata))
                      : old);
    }
  }

  record Delete(String namespace, List<String> ids) implements RandomWrites {
    @Override
    public void apply(CollectionStore collection) {
      collection.delete(namespace, ids);
    }

    @Override
    public void apply(Model model) {
      model.of(namespace).keySet().removeAll(ids);
    }
  }

  record DeleteMatching(String namespace, MetadataFilter filter) implements RandomWrites {
    @Override
    public void apply(CollectionStore collection) {
      collection.deleteMatching(namespace, filter);
    }

    @Override
    public void apply(Model model) {
      model.of(namespace).values().removeIf(each -> FilterMatcher.matches(filter, each.metadata()));
    }
  }

  record DeleteNamespace(String namespace) implements RandomWrites {
    @Override
    public void apply(CollectionStore collection) {
      collection.deleteNamespace(namespace);
    }

    @Override
    public void apply(Model model) {
      model.of(namespace).clear();
    }
  }

  /// One write to one of `namespaces`, whose ids are few.
  static RandomWrites draw(Random random, List<String> namespaces, int dimension) {
    RandomRecords records = new RandomRecords(random);
    String namespace = records.pick(namespaces);
    return switch (random.nextInt(20)) {
      case 0 -> new DeleteNamespace(namespace);
      case 1 -> new DeleteMatching(namespace, records.filter(1));
      case 2, 3, 4 -> new Delete(namespace, List.of(id(random), id(random)));
      case 5, 6, 7 -> {
        List<RecordUpdate> updates = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
          Optional<VectorValues> values =
              random.nextBoolean()
                  ? Optional.empty()
                  : Optional.of(VectorValues.of(records.vector(dimension)));
          updates.add(new RecordUpdate(id(random), values, records.metadata()));
        }
        yield new Update(namespace, updates);
      }
      case 8 -> new UpdateMatching(namespace, records.filter(1), records.metadata());
      default -> {
        List<VectorRecord> batch = new ArrayList<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
          batch.add(new VectorRecord(id(random), records.vector(dimension), records.metadata()));
        }
        yield new Upsert(namespace, batch);
      }
    };
  }

  private static String id(Random random) {
    return "id" + random.nextInt(40);
  }
}
