package dev.pictor.pinecone.imports;

import dev.pictor.collection.CollectionCatalog;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.ServiceException;
import dev.pictor.error.Unavailable;
import dev.pictor.pinecone.imports.BulkImport.OnError;
import dev.pictor.pinecone.imports.BulkImport.Status;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The bulk imports of a server's indexes, one at a time for each index, on threads of their own.
/// Thread-safe.
///
/// They survive restarts: what was asked for is kept durably before it is acknowledged, and an
/// import that was under way when the process ended begins anew with the next start.
public final class Imports implements AutoCloseable {

  /// @param file where they are kept
  /// @param folders from which is imported
  public record Parts(CollectionCatalog catalog, Path file, ImportFolders folders) {}

  /// An import at work.
  private record Running(long number, ImportRun run, Thread thread) {}

  private static final Logger LOG = System.getLogger(Imports.class.getName());
  private static final int MOST_WAITING = 100;
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  private final Parts parts;
  private final ImportRegistry registry;
  private final Map<String, Running> running = new TreeMap<>(); // by index
  private boolean closed;

  private Imports(Parts parts) {
    this.parts = parts;
    this.registry = ImportRegistry.open(parts.file());
  }

  /// Goes on with what the last process left unfinished.
  ///
  /// @throws dev.pictor.error.CorruptStore when the file cannot be read
  public static Imports open(Parts parts) {
    Imports imports = new Imports(parts);
    parts.catalog().onDelete(imports::forget);
    imports.resume();
    return imports;
  }

  private synchronized void resume() {
    for (String index : registry.indexes()) {
      if (isGone(index)) {
        forget(index);
        continue;
      }
      registry.list(index).stream()
          .filter(each -> each.status() == Status.IN_PROGRESS)
          .forEach(each -> keep(index, each.pending()));
      advance(index);
    }
  }

  private boolean isGone(String index) {
    try {
      return parts.catalog().find(index).isEmpty();
    } catch (ServiceException e) {
      return false; // damaged, but still there
    }
  }

  /// @return its id
  /// @throws dev.pictor.error.InvalidRequest when it is no folder that may be read
  /// @throws NotFound when there is no such index
  /// @throws Overloaded when too many wait
  /// @throws Unavailable when the server closes, or it cannot be kept
  String start(String index, String uri, OnError onError) {
    VectorCollection _ = existing(index);
    Path _ = parts.folders().resolve(uri);
    return add(index, uri, onError);
  }

  private synchronized String add(String index, String uri, OnError onError) {
    if (closed) {
      throw new Unavailable("server: closing (expected: a running one). Try again later.");
    }
    long waiting = registry.list(index).stream().filter(each -> !each.hasEnded()).count();
    if (waiting >= MOST_WAITING) {
      throw new Overloaded(
          "imports: %d wait or run (expected: fewer). Start it when one of them has ended."
              .formatted(waiting),
          Duration.ofSeconds(10));
    }
    BulkImport added = registry.add(index, uri, onError);
    advance(index);
    return added.id();
  }

  private VectorCollection existing(String index) {
    return parts
        .catalog()
        .find(index)
        .orElseThrow(() -> new NotFound("Index %s not found.".formatted(index)));
  }

  /// Starts the next that waits when none runs.
  private void advance(String index) {
    if (closed || running.containsKey(index)) {
      return;
    }
    Optional<BulkImport> next =
        registry.list(index).stream().filter(each -> each.status() == Status.PENDING).findFirst();
    if (next.isPresent()) {
      BulkImport begun = next.get().inProgress();
      ImportRun run = new ImportRun(begun, parts.folders(), () -> existing(index));
      Thread thread =
          Thread.ofPlatform()
              .name("import-%s-%s".formatted(index, begun.id()))
              .daemon()
              .unstarted(() -> work(index, begun, run));
      running.put(index, new Running(begun.number(), run, thread));
      keep(index, begun);
      thread.start();
    }
  }

  private void work(String index, BulkImport begun, ImportRun run) {
    ImportRun.End end;
    try {
      end = run.run();
    } catch (RuntimeException | Error e) {
      LOG.log(
          Level.ERROR, "import failed by a fault index=%s id=%s".formatted(index, begun.id()), e);
      end = new ImportRun.End.Failed("a fault of the server; its log has the details");
    }
    finish(index, begun.number(), run, end);
  }

  private synchronized void finish(String index, long number, ImportRun run, ImportRun.End end) {
    Running now = running.get(index);
    if (now == null || now.run() != run) {
      return; // the index is gone; there may be another one of that name
    }
    running.remove(index);
    if (isGone(index)) {
      return; // it will be forgotten
    }
    find(index, Long.toString(number))
        .map(last -> ended(last.with(run.counts()), end))
        .ifPresent(
            last -> {
              keep(index, last);
              log(index, last);
            });
    advance(index);
  }

  /// One that the server's end stopped stays as it is, to begin anew.
  private static BulkImport ended(BulkImport last, ImportRun.End end) {
    if (last.hasEnded()) {
      return last; // cancelled
    }
    return switch (end) {
      case ImportRun.End.Completed(Optional<String> leftOut) ->
          last.ended(Status.COMPLETED, leftOut);
      case ImportRun.End.Failed(String reason) -> last.ended(Status.FAILED, Optional.of(reason));
      case ImportRun.End.Stopped() -> last;
    };
  }

  private static void log(String index, BulkImport last) {
    LOG.log(
        last.status() == Status.FAILED ? Level.WARNING : Level.INFO,
        "import index=%s id=%s status=%s imported=%d skipped=%d reason=%s"
            .formatted(
                index,
                last.id(),
                last.status().word(),
                last.counts().imported(),
                last.counts().skipped(),
                last.error().orElse("")));
  }

  private void keep(String index, BulkImport changed) {
    try {
      registry.put(index, changed);
    } catch (ServiceException e) {
      LOG.log(Level.ERROR, "state of an import was not kept index=%s".formatted(index), e);
    }
  }

  /// Newest first.
  synchronized List<BulkImport> list(String index) {
    return registry.list(index).reversed().stream().map(each -> live(index, each)).toList();
  }

  /// @throws NotFound when there is none
  synchronized BulkImport get(String index, String id) {
    return live(index, find(index, id).orElseThrow(() -> unknown(id)));
  }

  private Optional<BulkImport> find(String index, String id) {
    return registry.list(index).stream().filter(each -> each.id().equals(id)).findFirst();
  }

  private static NotFound unknown(String id) {
    return new NotFound("Import %s not found.".formatted(id));
  }

  private BulkImport live(String index, BulkImport kept) {
    Running now = running.get(index);
    return now != null && now.number() == kept.number() ? kept.with(now.run().counts()) : kept;
  }

  /// Ends an import; what it wrote stays. Does nothing when it has ended.
  ///
  /// @throws NotFound when there is none
  synchronized void cancel(String index, String id) {
    BulkImport asked = get(index, id);
    if (!asked.hasEnded()) {
      Running now = running.get(index);
      if (now != null && now.number() == asked.number()) {
        now.run().stop();
      }
      registry.put(index, asked.ended(Status.CANCELLED, Optional.empty()));
    }
  }

  /// Ends and forgets all of an index that is gone.
  private synchronized void forget(String index) {
    Running now = running.remove(index);
    if (now != null) {
      now.run().stop();
    }
    try {
      registry.remove(index);
    } catch (ServiceException e) {
      LOG.log(Level.ERROR, "imports of a deleted index are still kept index=" + index, e);
    }
  }

  /// Stops the running ones and waits for them some seconds.
  @Override
  public void close() {
    List<Running> stopping;
    synchronized (this) {
      closed = true;
      stopping = new ArrayList<>(running.values());
    }
    stopping.forEach(each -> each.run().stop());
    for (Running each : stopping) {
      try {
        if (!each.thread().join(STOP_PATIENCE)) {
          LOG.log(Level.WARNING, "import did not stop thread=" + each.thread().getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    synchronized (this) {
      running.clear(); // whoever is late writes nothing into a folder that may be another's by now
    }
  }
}
