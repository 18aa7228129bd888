package dev.pictor.clip;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/// Which models are in memory or on their way there, who uses them, and which leave. Loads and
/// frees nothing itself. Thread-safe.
final class ModelSlots {

  /// A model that is being loaded, or was. Its other fields belong to the lock of the outer class.
  static final class Slot {
    private final CompletableFuture<Embedder> load = new CompletableFuture<>();
    private long bytes;
    private long lastUse = System.nanoTime();
    private int uses;
    private boolean leaving;

    /// Completed by whoever loads the model.
    CompletableFuture<Embedder> load() {
      return load;
    }
  }

  /// @param fresh whether the caller is to load it
  record Taken(Slot slot, boolean fresh) {}

  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private final Map<String, Slot> slots = new HashMap<>();

  @GuardedBy("lock")
  private final Set<String> freed = new HashSet<>();

  @GuardedBy("lock")
  private boolean closed;

  /// Counts a use in, to be given back by [#release].
  ///
  /// @throws dev.pictor.error.Unavailable when closed
  Taken take(String model) {
    lock.lock();
    try {
      if (closed) {
        throw JobQueue.closing();
      }
      Slot present = slots.get(model);
      Slot slot = present == null ? new Slot() : present;
      slots.put(model, slot);
      freed.remove(model);
      slot.uses++;
      slot.lastUse = System.nanoTime();
      slot.leaving = false;
      return new Taken(slot, present == null);
    } finally {
      lock.unlock();
    }
  }

  /// Counts a use out.
  ///
  /// @return whether the slot left, so that its memory is to be freed
  boolean release(String model, Slot slot) {
    lock.lock();
    try {
      slot.uses--;
      slot.lastUse = System.nanoTime();
      return leaves(model, slot);
    } finally {
      lock.unlock();
    }
  }

  /// Has a model leave: now, or when its last use ends.
  ///
  /// @return the slot when it left now
  Optional<Slot> leave(String model) {
    lock.lock();
    try {
      Slot slot = slots.get(model);
      if (slot == null) {
        return Optional.empty();
      }
      slot.leaving = true;
      return leaves(model, slot) ? Optional.of(slot) : Optional.empty();
    } finally {
      lock.unlock();
    }
  }

  /// Forgets a slot whose model could not be loaded.
  void forget(String model, Slot slot) {
    lock.lock();
    try {
      slots.remove(model, slot);
    } finally {
      lock.unlock();
    }
  }

  /// Has the least recently used models leave until the budget holds. Those in use leave when their
  /// last use ends.
  ///
  /// @param bytes that the coming model needs
  /// @return those that left now
  List<Slot> makeRoom(Slot coming, long bytes, long budgetBytes) {
    List<Slot> left = new ArrayList<>();
    lock.lock();
    try {
      coming.bytes = bytes;
      long needed = slots.values().stream().mapToLong(slot -> slot.bytes).sum();
      for (Map.Entry<String, Slot> oldest : leastRecentFirst(coming)) {
        if (needed <= budgetBytes) {
          break;
        }
        Slot slot = oldest.getValue();
        needed -= slot.bytes;
        slot.leaving = true;
        if (leaves(oldest.getKey(), slot)) {
          left.add(slot);
        }
      }
      return left;
    } finally {
      lock.unlock();
    }
  }

  @GuardedBy("lock")
  private List<Map.Entry<String, Slot>> leastRecentFirst(Slot without) {
    return slots.entrySet().stream()
        .filter(each -> !each.getValue().equals(without) && each.getValue().load.isDone())
        .sorted(Comparator.comparingLong(each -> each.getValue().lastUse))
        .toList();
  }

  /// Whether nobody needs the slot any more; then it is forgotten.
  @GuardedBy("lock")
  private boolean leaves(String model, Slot slot) {
    if (!slot.leaving || slot.uses > 0 || !slots.remove(model, slot)) {
      return false;
    }
    if (slot.load.state() == Future.State.SUCCESS) {
      freed.add(model);
    }
    return true;
  }

  Optional<Slot> find(String model) {
    lock.lock();
    try {
      return Optional.ofNullable(slots.get(model));
    } finally {
      lock.unlock();
    }
  }

  /// Whether a model was in memory and has left.
  boolean hasLeft(String model) {
    lock.lock();
    try {
      return freed.contains(model);
    } finally {
      lock.unlock();
    }
  }

  /// The embedders that are in memory now, by the names of their models.
  Map<String, Embedder> open() {
    Map<String, Embedder> open = new LinkedHashMap<>();
    lock.lock();
    try {
      slots.forEach(
          (name, slot) -> {
            if (slot.load.state() == Future.State.SUCCESS) {
              open.put(name, slot.load.resultNow());
            }
          });
      return open;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no further use.
  ///
  /// @return all slots
  List<Slot> close() {
    lock.lock();
    try {
      closed = true;
      List<Slot> all = List.copyOf(slots.values());
      slots.clear();
      return all;
    } finally {
      lock.unlock();
    }
  }
}
