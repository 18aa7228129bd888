package dev.pictor.clip;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/// Closes what was opened, newest first, unless it is kept: for opening several things of which a
/// later one may fail.
final class Opened implements AutoCloseable {

  private final Deque<Runnable> closers = new ArrayDeque<>();

  <T> T add(T part, Consumer<T> close) {
    closers.push(() -> close.accept(part));
    return part;
  }

  /// From now on the parts belong to someone else.
  void keep() {
    closers.clear();
  }

  @Override
  public void close() {
    closers.forEach(Runnable::run);
  }
}
