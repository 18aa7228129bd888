package dev.pictor.store;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// Runs work on files where no interrupt of the caller reaches it: Java closes the channel of an
/// interrupted thread, and a caller's cancelled request must not fail everybody's collection.
final class FileWork {

  /// Work that reads or writes files.
  interface Task<T> {
    T run() throws IOException;
  }

  private FileWork() {}

  /// The result of `task`, run on a thread of its own while the caller waits.
  static <T> T call(Task<T> task) throws IOException {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform().name("store-files").daemon().start(() -> run(task, result));
    try {
      return result.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case IOException failure -> throw failure;
        case RuntimeException failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  private static <T> void run(Task<T> task, CompletableFuture<T> result) {
    try {
      result.complete(task.run());
    } catch (IOException | RuntimeException | Error e) {
      result.completeExceptionally(e);
    }
  }
}
