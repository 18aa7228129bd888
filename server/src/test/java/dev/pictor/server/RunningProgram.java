package dev.pictor.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The program in a process of its own, started from the test's class path.
final class RunningProgram implements AutoCloseable {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final String GREETING = "Pictor is at ";
  private static final long PAUSE_MILLIS = 20;

  private final Process process;
  private final Path errors;
  private final CompletableFuture<URI> address = new CompletableFuture<>();
  private final HttpClient client = HttpClient.newHttpClient();

  private RunningProgram(Process process, Path errors) {
    this.process = process;
    this.errors = errors;
    Thread.ofVirtual().start(this::readOutput);
  }

  static RunningProgram start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.pictor.cli.Main"));
    command.addAll(arguments);
    Path errors = Files.createTempFile("pictor", ".log");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    return new RunningProgram(process, errors);
  }

  private void readOutput() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(GREETING)) {
          address.complete(URI.create(line.substring(GREETING.length()).split(" ", 2)[0]));
        }
      }
    } catch (IOException killed) {
      // The end of the output.
    }
    address.completeExceptionally(new IllegalStateException("the program ended without address"));
  }

  void awaitListening() throws Exception {
    try {
      address.get(60, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(errors(), failed);
    }
  }

  URI uri() {
    return address.join();
  }

  long pid() {
    return process.pid();
  }

  /// The ids of all pictures that the program shows now.
  List<String> ids() throws Exception {
    List<String> ids = new ArrayList<>();
    String path = "api/v1/collections/photos/images?limit=100";
    for (String next = path; !next.isEmpty(); ) {
      HttpResponse<String> response = get(next);
      if (response.statusCode() == 404) {
        return List.of(); // no collection yet
      }
      if (response.statusCode() != 200) {
        throw new IllegalStateException(response.body());
      }
      JsonNode page = JSON.readTree(response.body());
      page.path("images").forEach(image -> ids.add(image.path("id").asString()));
      String cursor = page.path("next").asString("");
      next = cursor.isEmpty() ? "" : path + "&cursor=" + cursor;
    }
    return ids;
  }

  List<String> awaitIds(int count) throws Exception {
    List<String> ids = ids();
    while (ids.size() < count) {
      pause();
      ids = ids();
    }
    return ids;
  }

  void awaitModel() throws Exception {
    while (get("readiness").statusCode() != 200) {
      pause();
    }
  }

  boolean isIndexing() throws Exception {
    return hasJob(job -> job.path("state").asString().equals("running"));
  }

  void awaitEndOfIndexing() throws Exception {
    while (!hasJob(job -> job.path("state").asString().equals("finished"))) {
      pause();
    }
  }

  private boolean hasJob(Predicate<JsonNode> wanted) throws Exception {
    for (JsonNode job : JSON.readTree(get("api/v1/jobs").body()).path("jobs")) {
      if (wanted.test(job)) {
        return true;
      }
    }
    return false;
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(uri() + path)).build(), BodyHandlers.ofString());
  }

  private void pause() throws Exception {
    if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "the program ended with %d: %s".formatted(process.exitValue(), errors()));
    }
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /// Sends SIGTERM; ends the process at once on Windows, which has no such signal.
  void stop() {
    process.toHandle().destroy();
  }

  boolean awaitEnd(long time, TimeUnit unit) throws InterruptedException {
    return process.waitFor(time, unit);
  }

  int exitCode() {
    return process.exitValue();
  }

  /// What it wrote to its standard error.
  String errors() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    kill();
    client.close();
    Files.deleteIfExists(errors);
  }
}
