package dev.pictor.store;

import dev.pictor.error.Conflict;
import dev.pictor.error.NotFound;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// A second generation of a collection beside the one that serves: with vectors of another model,
/// perhaps of another dimension, under the same name. Thread-safe.
///
/// The one that serves is what [VectorStore#collection] gives; the other is filled by whoever began
/// it, and takes its place atomically. What was replaced stays until it is discarded.
public interface Generations {

  /// What the second generation is.
  enum Role {
    /// Being filled, to take the place of the one that serves.
    NEXT,
    /// Was in its place before.
    PREVIOUS
  }

  /// @param store writes go to this generation itself; of a previous one, its own spec
  record Beside(Role role, CollectionStore store) {}

  /// The second generation of a collection, if it has one.
  ///
  /// @throws NotFound when there is no such collection
  Optional<Beside> beside(String collection);

  /// Makes an empty generation, durably, in place of a previous one. Schema, tags and protection
  /// are those of the collection.
  ///
  /// @throws Conflict when one is being filled already
  /// @throws NotFound when there is no such collection
  CollectionStore begin(String collection, VectorSpace space, ModelBinding model);

  /// Has the second generation serve, and the one that serves be the previous one, in one durable
  /// step: after a crash either has happened or not. Readers that began with a generation end with
  /// it. Writers wait meanwhile; those that came with the old generation then write to the new one
  /// what holds for both (deletions, metadata) and are refused with [dev.pictor.error.Overloaded]
  /// what does not (vectors).
  ///
  /// @param last called while writers wait, to carry over what they wrote last; nothing is switched
  ///   when it returns false or throws
  /// @return whether it was switched
  /// @throws NotFound when there is no second generation
  boolean switchOver(String collection, BooleanSupplier last);

  /// Removes the second generation with its files. No effect when there is none.
  ///
  /// @throws NotFound when there is no such collection
  void discard(String collection);

  /// Tells of changes of the generation that serves now.
  ///
  /// @throws NotFound when there is no such collection
  ChangeFeed follow(String collection);
}
