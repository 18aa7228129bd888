package dev.pictor.cli;

import dev.pictor.copy.CollectionCopy;
import dev.pictor.copy.CopyProgress;
import dev.pictor.copy.CopyResult;
import dev.pictor.server.StoreAddress;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.VectorStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "copy",
    header = "Copy collections between stores, and check that both sides are equal.",
    description = {
      "FROM and TO are data folders, or services: pinecone:URL. FROM is only read. Stopped or killed, the same command goes on and writes only what is missing.",
      "Servers that hold such a folder must be stopped first, and nobody should write meanwhile.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  pictor copy ~/.pictor pinecone:http://localhost:5080",
      "  pictor copy pinecone: /backup/pictor --collection photos --as photos-2026",
      "",
      "Keys: environment PICTOR_FROM_KEY and PICTOR_TO_KEY, or PICTOR_STORE_KEY for both.",
      "Exit codes: 0 copied and found equal, 1 failed or stopped, 2 wrong command line."
    })
final class CopyCommand implements Callable<Integer> {

  private static final JsonMapper JSON = JsonMapper.shared();
  private static final double NANOS = 1e9;

  @Parameters(index = "0", paramLabel = "FROM", description = "The store to read.")
  String from = "";

  @Parameters(index = "1", paramLabel = "TO", description = "The store to write.")
  String to = "";

  @Option(
      names = "--collection",
      paramLabel = "NAME",
      description = "Only this one; may be given more than once (default: all).")
  List<String> collections = List.of();

  @Option(
      names = "--as",
      paramLabel = "NAME",
      description = "Its name in TO, when one collection is copied (default: the same).")
  @Nullable String as;

  @Option(names = "--json", description = "Print JSON, for scripts.")
  boolean json;

  private final ProgressLine line = ProgressLine.onStandardError();

  @Override
  public Integer call() {
    if (as != null && collections.size() != 1) {
      throw CommandFailed.wrongCommandLine(
          "--as: %s (expected: one --collection with it)".formatted(as));
    }
    StoreAddress source = StoreAddress.parse(from, "FROM", System.getenv());
    StoreAddress target = StoreAddress.parse(to, "TO", System.getenv());
    if (source.equals(target)) {
      throw CommandFailed.wrongCommandLine(
          "TO: %s is FROM itself (expected: another store)".formatted(to));
    }
    try (StoreAddress.Opened reading = source.openSource();
        StoreAddress.Opened writing = target.open()) {
      List<CopyResult> results = copyAll(reading.store(), writing.store());
      if (json) {
        System.out.println(
            JSON.writeValueAsString(
                Map.of("copied", results.stream().map(CopyCommand::view).toList())));
      }
    }
    return ExitCode.OK;
  }

  private List<CopyResult> copyAll(VectorStore reading, VectorStore writing) {
    List<String> names =
        collections.isEmpty()
            ? reading.collections().stream().map(CollectionSpec::name).toList()
            : collections;
    List<CopyResult> results = new ArrayList<>();
    for (String name : names) {
      long begin = System.nanoTime();
      CopyResult result =
          CollectionCopy.run(
              reading, name, writing, as == null ? name : as, each -> show(each, begin));
      line.end();
      results.add(result);
      if (!json) {
        System.out.printf(
            "%s: %d records in %d namespaces, %d written, both sides are equal.%n",
            name, result.records(), result.namespaces().size(), result.written());
      }
    }
    if (names.isEmpty() && !json) {
      System.out.println("There are no collections.");
    }
    return results;
  }

  private void show(CopyProgress progress, long begin) {
    if (json) {
      return;
    }
    double elapsed = (System.nanoTime() - begin) / NANOS;
    // Writing is taken for half of the work, verifying for the other.
    double all = Math.max(1, progress.total());
    double share = Math.min(1, (progress.verifying() ? 0.5 : 0) + 0.5 * progress.done() / all);
    ObjectNode view = JSON.createObjectNode();
    view.put("elapsed", elapsed);
    view.put("share", share);
    view.put("done", progress.done());
    view.put("perSecond", elapsed > 0 ? progress.done() / elapsed : 0);
    if (share > 0) {
      view.put("remaining", elapsed / share - elapsed);
    }
    line.showTransfer(view);
  }

  private static Map<String, Object> view(CopyResult result) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("from", result.from());
    view.put("to", result.to());
    view.put("records", result.records());
    view.put("written", result.written());
    List<Map<String, Object>> namespaces = new ArrayList<>();
    result
        .namespaces()
        .forEach(
            (name, sum) ->
                namespaces.add(Map.of("name", name, "records", sum.records(), "sum", sum.hex())));
    view.put("namespaces", namespaces);
    return view;
  }
}
