package dev.pictor.store;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A process whose threads write until it is killed. Each has namespaces of its own and draws its
/// writes from the seed and their number, so that the parent knows them without being told.
///
/// It prints `<thread number>` once a write is acknowledged, `<s id records>` for a snapshot.
final class KilledThreads {

  static final int THREADS = 3;
  static final int DIMENSION = 4;
  static final String COLLECTION = "killed";

  /// What one process had acknowledged when it died.
  ///
  /// @param next for each thread the number of its first write that was not acknowledged
  /// @param snapshots the ids
  record Run(List<Long> next, List<String> snapshots) {}

  private final Path folder;
  private final long seed;
  private final SharedClasses classes;
  private final Path errors;

  KilledThreads(Path folder, long seed, SharedClasses classes) {
    this.folder = folder;
    this.seed = seed;
    this.classes = classes;
    this.errors = folder.resolveSibling("errors.txt");
  }

  static List<String> namespaces(int thread) {
    return List.of("t" + thread, "t" + thread + "/b");
  }

  static RandomWrites write(long seed, int thread, long number) {
    Random random = new Random(seed ^ (number * 31 + thread) * 0x9E3779B97F4A7C15L);
    return RandomWrites.draw(random, namespaces(thread), DIMENSION);
  }

  /// Arguments: folder, seed, the number of each thread's first write; with `once`, each writes
  /// once and the process ends.
  public static void main(String[] arguments) throws InterruptedException {
    LuceneStore store = LuceneStore.open(Path.of(arguments[0]));
    CollectionStore collection = store.collection(COLLECTION).orElseThrow();
    long seed = Long.parseLong(arguments[1]);
    boolean once = arguments[arguments.length - 1].equals("once");
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      long first = Long.parseLong(arguments[2 + t]);
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (long n = first; once ? n == first : true; n++) {
                      write(seed, thread, n).apply(collection);
                      say("<" + thread + " " + n + ">");
                    }
                  }));
    }
    threads.add(Thread.ofPlatform().start(() -> copy(store.snapshots().orElseThrow(), once)));
    for (Thread each : threads) {
      each.join();
    }
    store.close();
  }

  /// Makes snapshots and deletes the oldest, so that there are few.
  private static void copy(Snapshots snapshots, boolean once) {
    do {
      Snapshot made = snapshots.create(COLLECTION, "", "");
      say("<s " + made.id() + ">");
      List<Snapshot> all = snapshots.list();
      if (all.size() > 3) {
        snapshots.delete(all.getFirst().id());
      }
    } while (!once);
  }

  private static synchronized void say(String line) {
    System.out.println(line);
    System.out.flush();
  }

  /// Runs a process once to its end, so that later ones start fast.
  Run warmUp(List<Long> next) throws IOException, InterruptedException {
    Process process = start(next, "once");
    Run run = read(process, next, Integer.MAX_VALUE);
    if (process.waitFor() != 0) {
      throw new IllegalStateException("the writer failed: " + Files.readString(errors));
    }
    return run;
  }

  /// Kills a process after at least so many acknowledgements.
  Run runAndKill(List<Long> next, int acknowledgements) throws IOException, InterruptedException {
    Process process = start(next, "endless");
    try {
      return read(process, next, acknowledgements);
    } finally {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  private Process start(List<Long> next, String how) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(classes.options());
    command.addAll(List.of(KilledThreads.class.getName(), folder.toString(), "" + seed));
    for (Long each : next) {
      command.add("" + each);
    }
    command.add(how);
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.to(errors.toFile()))
        .start();
  }

  private Run read(Process process, List<Long> first, int acknowledgements) throws IOException {
    List<Long> next = new ArrayList<>(first);
    List<String> snapshots = new ArrayList<>();
    int acknowledged = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // Both ends of a line are marked: the last one may be cut off.
        if (line.startsWith("<") && line.endsWith(">")) {
          String[] words = line.substring(1, line.length() - 1).split(" ", -1);
          if (words[0].equals("s")) {
            snapshots.add(words[1]);
          } else {
            next.set(Integer.parseInt(words[0]), Long.parseLong(words[1]) + 1);
          }
          acknowledged++;
        }
        if (acknowledged >= acknowledgements) {
          process.toHandle().destroyForcibly(); // leaves what it wrote to be read
        }
      }
    }
    if (acknowledged == 0) {
      throw new IllegalStateException(
          "the writer ended before it wrote: " + Files.readString(errors));
    }
    return new Run(next, snapshots);
  }
}
