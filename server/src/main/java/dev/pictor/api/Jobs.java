package dev.pictor.api;

import dev.pictor.clip.Embedder;
import dev.pictor.clip.LoadedModels;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.Conflict;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.NotFound;
import dev.pictor.library.IndexProgress;
import dev.pictor.library.PhotoLibrary;
import dev.pictor.library.Scope;
import dev.pictor.search.Vocabulary;
import dev.pictor.tags.TagProgress;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// The long tasks of this process, each on a platform thread of its own; the last hundred are kept.
/// Thread-safe.
public final class Jobs implements AutoCloseable {

  /// A job and the count of its changes so far.
  record Seen(Job job, long version) {}

  private static final Logger LOG = System.getLogger(Jobs.class.getName());
  private static final int KEPT = 100;
  private static final IndexProgress NOTHING_YET =
      new IndexProgress(
          IndexProgress.Phase.SCANNING, 0, 0, 0, 0, 0, 0, 0, 0, Duration.ZERO, Optional.empty());
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);

  /// A job as it goes on.
  static final class Entry {
    private Job job;
    private long version;
    private Optional<JobTask> task = Optional.empty(); // once it begins
    private boolean stopping;
    private boolean dismissed;
    private Optional<Thread> thread = Optional.empty();

    private Entry(Job job) {
      this.job = job;
    }

    private void interrupt() {
      stopping = true;
      task.ifPresent(JobTask::interrupt);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final CompletableFuture<Boolean> end = new CompletableFuture<>(); // of the server
  private final List<Entry> entries = new ArrayList<>(); // guarded by lock, oldest first
  private boolean closing; // guarded by lock

  /// Brings a library in step with its folders.
  ///
  /// @param model waited for as long as it takes; closed when the job ends
  /// @param library opens it, on the job's thread
  /// @param scope where it looks
  /// @throws Conflict when the collection is being indexed already, or the server closes; the model
  ///   is closed then too
  Job startIndexing(
      String collection,
      Job.Trigger trigger,
      CompletableFuture<ModelUse> model,
      Function<Embedder, PhotoLibrary> library,
      Scope scope) {
    return start(
        collection,
        trigger,
        new Job.Work.Indexing(NOTHING_YET),
        model,
        embedder -> JobTask.indexing(library.apply(embedder), scope));
  }

  /// Gives the records of a collection the tags of a vocabulary.
  ///
  /// @param model that made its vectors; closed when the job ends
  /// @throws Conflict when the collection is being tagged already, or the server closes; the model
  ///   is closed then too
  Job startTagging(
      VectorCollection collection, String namespace, Vocabulary vocabulary, ModelUse model) {
    return start(
        collection.name(),
        Job.Trigger.REQUEST,
        new Job.Work.Tagging(TagProgress.before(vocabulary)),
        CompletableFuture.completedFuture(model),
        embedder -> JobTask.tagging(collection, namespace, embedder, vocabulary));
  }

  /// Runs a task on a thread of its own.
  ///
  /// @param before how far it is at first
  /// @param model waited for as long as it takes; closed when the job ends
  /// @param opener makes the task, on the job's thread
  /// @throws Conflict when a job of this kind works on the collection, or the server closes; the
  ///   model is closed then too
  Job start(
      String collection,
      Job.Trigger trigger,
      Job.Work before,
      CompletableFuture<ModelUse> model,
      Function<Embedder, JobTask> opener) {
    return start(
        collection,
        trigger,
        before,
        model,
        () -> opener.apply(model.join().embedder()),
        () -> LoadedModels.giveBack(model));
  }

  /// Runs a task that needs no model on a thread of its own.
  ///
  /// @param before how far it is at first
  /// @throws Conflict when a job of this kind works on the collection, or the server closes
  Job start(String collection, Job.Work before, JobTask task) {
    return start(
        collection,
        Job.Trigger.REQUEST,
        before,
        CompletableFuture.completedFuture(true),
        () -> task,
        () -> {});
  }

  private Job start(
      String collection,
      Job.Trigger trigger,
      Job.Work before,
      CompletableFuture<?> model,
      Supplier<JobTask> opener,
      Runnable after) {
    lock.lock();
    try {
      requireIdle(collection, before.kind());
      Job job =
          new Job(
              UUID.randomUUID().toString().substring(0, 8),
              collection,
              Job.State.RUNNING,
              Instant.now(),
              Optional.empty(),
              Optional.empty(),
              trigger,
              before);
      Entry entry = new Entry(job);
      entries.add(entry);
      forgetOldest();
      entry.thread =
          Optional.of(
              Thread.ofPlatform()
                  .name("job-" + job.id())
                  .daemon()
                  .start(new JobRun(this, entry, model, opener, after)));
      return job;
    } catch (Conflict e) {
      after.run();
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /// Indexes as the start of a server does, and returns the job's id.
  public String index(
      String collection,
      CompletableFuture<ModelUse> model,
      Function<Embedder, PhotoLibrary> library) {
    Job job = startIndexing(collection, Job.Trigger.START, model, library, new Scope.Everything());
    LOG.log(Level.INFO, "indexing collection=" + collection + " job=" + job.id());
    return job.id();
  }

  /// One that runs is kept however old it is.
  private void forgetOldest() {
    if (entries.size() > KEPT) {
      entries.stream().filter(entry -> entry.job.hasEnded()).findFirst().ifPresent(entries::remove);
    }
  }

  /// Ends the run that the server has begun to keep a library in step, before somebody's request
  /// works on the collection; it is made up for later.
  void makeWay(String collection) {
    Optional<Job> run =
        list().stream()
            .filter(job -> !job.hasEnded() && job.collection().equals(collection))
            .filter(job -> job.trigger() == Job.Trigger.SYNC)
            .findFirst();
    run.ifPresent(job -> stop(job.id()));
  }

  /// Ends what indexes the collection, because it will begin anew with other folders or patterns.
  void stopIndexing(String collection) {
    running(collection, Job.Kind.INDEX).ifPresent(this::stop);
  }

  private void stop(String id) {
    Job _ = interrupt(id);
    try {
      Seen _ = await(id, Long.MAX_VALUE, STOP_PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// @throws Conflict when a job works on the collection, or the server closes
  void requireIdle(String collection) {
    for (Job.Kind kind : Job.Kind.values()) {
      requireIdle(collection, kind);
    }
  }

  /// @throws Conflict when a job of this kind works on the collection, or the server closes
  void requireIdle(String collection, Job.Kind kind) {
    lock.lock();
    try {
      if (closing) {
        throw new Conflict("job: the server is closing (expected: a running one)");
      }
      running(collection, kind)
          .ifPresent(
              id -> {
                throw new Conflict(
                    kind == Job.Kind.TAG || kind == Job.Kind.DUPLICATES
                        ? Diagnosis.of(ErrorCode.CONFLICT)
                        : Diagnosis.of(ErrorCode.ALREADY_INDEXING).with("job", id),
                    "job: %s is %s %s (expected: one job a collection). Wait for it, or stop it: DELETE /api/v1/jobs/%s"
                        .formatted(id, kind.doing(), collection, id));
              });
    } finally {
      lock.unlock();
    }
  }

  /// Whether a job was not asked to stop before its task was there.
  boolean begin(Entry entry, JobTask task) {
    lock.lock();
    try {
      entry.task = Optional.of(task);
      return !entry.stopping;
    } finally {
      lock.unlock();
    }
  }

  /// Completes when the server ends.
  CompletableFuture<Boolean> end() {
    return end;
  }

  /// Changes a job, which those that wait for it see.
  Job change(Entry entry, UnaryOperator<Job> change) {
    lock.lock();
    try {
      entry.job = change.apply(entry.job);
      entry.version++;
      changed.signalAll();
      return entry.job;
    } finally {
      lock.unlock();
    }
  }

  /// Newest first.
  public List<Job> list() {
    lock.lock();
    try {
      return entries.reversed().stream().map(entry -> entry.job).toList();
    } finally {
      lock.unlock();
    }
  }

  /// How many jobs run now.
  public long running() {
    return list().stream().filter(job -> !job.hasEnded()).count();
  }

  /// The job of this kind that works on a collection now.
  Optional<String> running(String collection, Job.Kind kind) {
    return list().stream()
        .filter(job -> !job.hasEnded() && job.collection().equals(collection))
        .filter(job -> job.kind() == kind)
        .map(Job::id)
        .findFirst();
  }

  /// @throws NotFound naming the newest jobs
  Job get(String id) {
    lock.lock();
    try {
      return entry(id).job;
    } finally {
      lock.unlock();
    }
  }

  private Entry entry(String id) {
    return entries.stream()
        .filter(entry -> entry.job.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFound(
                    "job: %s (expected: one of %s)"
                        .formatted(id, list().stream().map(Job::id).limit(10).toList())));
  }

  /// Asks a running job to stop; what is done stays.
  Job interrupt(String id) {
    lock.lock();
    try {
      Entry entry = entry(id);
      if (!entry.job.hasEnded()) {
        entry.interrupt();
      }
      return entry.job;
    } finally {
      lock.unlock();
    }
  }

  /// As a client asks for it, who does not want it to go on by itself.
  Job dismiss(String id) {
    lock.lock();
    try {
      entry(id).dismissed = true;
      return interrupt(id);
    } finally {
      lock.unlock();
    }
  }

  boolean isDismissed(String id) {
    lock.lock();
    try {
      return entry(id).dismissed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until the job has changed since `version`, has ended, or `patience` is over.
  Seen await(String id, long version, Duration patience) throws InterruptedException {
    long left = patience.toNanos();
    lock.lock();
    try {
      Entry entry = entry(id);
      while (entry.version <= version && !entry.job.hasEnded() && left > 0) {
        left = changed.awaitNanos(left);
      }
      return new Seen(entry.job, entry.version);
    } finally {
      lock.unlock();
    }
  }

  /// Asks all running jobs to stop and waits for them.
  @Override
  public void close() {
    List<Thread> threads = new ArrayList<>();
    lock.lock();
    try {
      closing = true;
      end.complete(true);
      for (Entry entry : entries) {
        if (!entry.job.hasEnded()) {
          entry.interrupt();
          entry.thread.ifPresent(threads::add);
        }
      }
    } finally {
      lock.unlock();
    }
    for (Thread thread : threads) {
      try {
        if (!thread.join(STOP_PATIENCE)) {
          LOG.log(Level.WARNING, "job did not stop thread=" + thread.getName());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
