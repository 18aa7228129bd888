package dev.pictor.transfer;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.pictor.clip.ImageEmbedding;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.Overloaded;
import dev.pictor.library.Uploads;
import dev.pictor.transfer.Checkpoints.Reached;
import dev.pictor.transfer.TransferProgress.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/// Fetches the pictures of a list of addresses, some at a time, and keeps them as uploads. Used
/// once, by one thread; another may interrupt it.
///
/// After each group of rows it notes how far it is, so that the same file goes on from there.
/// Pictures that cannot be had are counted and told, and do not end it.
public final class UrlImport {

  /// How pictures become records.
  ///
  /// @param fetch the bytes of the picture at an address; [InvalidRequest] when there is none
  /// @param embed the vector of a picture
  public record Tools(
      String collection,
      Uploads uploads,
      Function<String, byte[]> fetch,
      Function<byte[], ImageEmbedding> embed) {}

  private static final int GROUP = 64;
  private static final int AT_A_TIME = 8;

  private final UrlTable table;
  private final Tools tools;
  private final Checkpoints checkpoints;
  private final FailsafeExecutor<ImageEmbedding> patient; // while the model is busy
  private volatile boolean stopped;

  /// @throws InvalidRequest when the file cannot be read
  public UrlImport(Path file, Tools tools, Checkpoints checkpoints) {
    this.table = UrlTable.read(file);
    this.tools = tools;
    this.checkpoints = checkpoints;
    this.patient =
        Failsafe.with(
            RetryPolicy.<ImageEmbedding>builder()
                .handle(Overloaded.class)
                .withBackoff(Duration.ofMillis(50), Duration.ofSeconds(2))
                .withMaxAttempts(-1)
                .abortIf((_, _) -> stopped)
                .build());
  }

  /// It ends after the pictures that are under way; what is kept stays.
  public void interrupt() {
    stopped = true;
  }

  public TransferProgress run(Consumer<TransferProgress> listener) {
    Optional<Reached> before = checkpoints.find(tools.collection(), table.identity());
    int next = before.map(each -> Integer.parseInt(each.position())).orElse(0);
    TransferMeter meter =
        new TransferMeter(
            listener,
            before.map(Reached::done).orElse(0L),
            before.map(Reached::skipped).orElse(0L));
    int total = table.rows().size();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().name("url-", 0).factory())) {
      while (next < total && !stopped) {
        List<UrlTable.Row> group = table.rows().subList(next, Math.min(total, next + GROUP));
        next += group.size();
        if (take(threads, group, meter)) {
          checkpoints.save(
              tools.collection(),
              table.identity(),
              new Reached(Integer.toString(next), meter.done(), meter.skipped()));
        }
        meter.tell((double) next / total);
      }
    }
    if (stopped) {
      return meter.progress(Phase.INTERRUPTED);
    }
    checkpoints.forget(tools.collection(), table.identity());
    return meter.progress(Phase.FINISHED);
  }

  /// Whether all rows of the group were dealt with.
  private boolean take(ExecutorService threads, List<UrlTable.Row> group, TransferMeter meter) {
    List<Callable<String>> tasks = new ArrayList<>();
    group.forEach(row -> tasks.add(() -> keep(row)));
    try {
      List<Future<String>> faults = threads.invokeAll(tasks);
      if (stopped) {
        return false;
      }
      for (int i = 0; i < faults.size(); i++) {
        String fault = faults.get(i).get();
        if (fault.isEmpty()) {
          meter.done(1);
        } else {
          meter.skip("line " + group.get(i).line(), fault);
        }
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stopped = true;
      return false;
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /// Why the picture could not be kept; empty when it is.
  private String keep(UrlTable.Row row) {
    if (stopped) {
      return "stopped";
    }
    if (row.url().isEmpty()) {
      return "url: empty (expected: an address)";
    }
    try {
      byte[] picture = tools.fetch().apply(row.url());
      ImageEmbedding embedded = patient.get(() -> tools.embed().apply(picture));
      var _ = tools.uploads().add(row.id(), fileName(row.url()), picture, embedded, row.metadata());
      return "";
    } catch (InvalidRequest | Conflict refused) {
      return refused.reason();
    } catch (Overloaded busy) {
      return busy.reason(); // only after a stop
    }
  }

  private static String fileName(String url) {
    String path = url.replaceFirst("[?#].*", "");
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
