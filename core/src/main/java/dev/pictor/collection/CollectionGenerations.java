package dev.pictor.collection;

import dev.pictor.error.NotFound;
import dev.pictor.store.ChangeFeed;
import dev.pictor.store.Generations;
import dev.pictor.store.ModelBinding;
import dev.pictor.store.VectorSpace;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The second generations of collections as users see them; see [Generations] for the promises.
/// Thread-safe.
public final class CollectionGenerations {

  /// The second generation of a collection.
  public record Beside(Generations.Role role, VectorCollection collection) {}

  private final Generations generations;

  CollectionGenerations(Generations generations) {
    this.generations = generations;
  }

  /// Empty when the collection has one generation, or when there is no such collection.
  public Optional<Beside> beside(String collection) {
    try {
      return generations
          .beside(collection)
          .map(each -> new Beside(each.role(), new VectorCollection(each.store())));
    } catch (NotFound none) {
      return Optional.empty();
    }
  }

  public VectorCollection begin(String collection, VectorSpace space, ModelBinding.Bound model) {
    return new VectorCollection(generations.begin(collection, space, model));
  }

  public boolean switchOver(String collection, BooleanSupplier last) {
    return generations.switchOver(collection, last);
  }

  public void discard(String collection) {
    generations.discard(collection);
  }

  public ChangeFeed follow(String collection) {
    return generations.follow(collection);
  }
}
