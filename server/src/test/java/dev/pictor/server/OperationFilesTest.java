package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The files of `deploy` and the pages on operating name only what a running server has. Whether
/// they are valid for those who read them is checked by `deploy/check`.
class OperationFilesTest extends PhotosTest {

  private static final Path DEPLOY = Path.of("../deploy");
  private static final Path CHART = DEPLOY.resolve("helm/pictor");
  private static final Path DASHBOARD = DEPLOY.resolve("grafana/pictor.json");
  private static final Path ALERTS = DEPLOY.resolve("prometheus/alerts.yaml");

  private static final Path REMOTE_EMBEDDERS = Path.of("../docs/embedders.md");

  private static final Pattern METRIC =
      Pattern.compile("\\b(?:pictor|jvm|process|system|disk)_[a-z0-9_]+");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+) ?(?:=~|!~|!=|=)\"");
  private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without) \\(([^)]*)\\)");
  private static final Pattern SETTING = Pattern.compile("\\bPICTOR_[A-Z_]+\\b");
  private static final Pattern PROBE = Pattern.compile("httpGet: \\{path: ([^,]+),");

  private static final Set<String> OF_FOLLOWERS =
      Set.of("pictor_follower_lag_seconds", "pictor_follower_behind");

  /// What Prometheus itself adds to a series.
  private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

  /// Variables of the compose files themselves, which no container gets.
  private static final Set<String> OF_COMPOSE = Set.of("PICTOR_MEMORY");

  @Test
  void eachMetricAndLabelOfDashboardAndAlertsIsShown() throws Exception {
    assertThat(photos.post("api/v1/embed", "{\"texts\": [\"a\"]}").statusCode()).isEqualTo(200);
    assertThat(photos.get("api/v1/collections").statusCode()).isEqualTo(200);
    String shown = metricsAfterACollection();
    Set<String> metrics = found(Pattern.compile("(?m)^[a-z][a-z0-9_]+"), shown);
    Set<String> labels = found(Pattern.compile("[a-z_]+(?==\")"), shown);
    labels.addAll(OF_PROMETHEUS);
    // This server has no remote embedder, and follows none.
    metrics.addAll(found(METRIC, Files.readString(REMOTE_EMBEDDERS)));
    metrics.addAll(OF_FOLLOWERS);
    List<String> expressions = expressions();
    assertThat(expressions).hasSizeGreaterThan(20);
    assertThat(expressions)
        .allSatisfy(
            expression -> {
              assertThat(metrics).as(expression).containsAll(found(METRIC, expression));
              assertThat(labels).as(expression).containsAll(labelsIn(expression));
            });
  }

  /// The metrics once a garbage collection has been counted, which is told a little later.
  private String metricsAfterACollection() throws Exception {
    String shown = "";
    for (int asked = 0; asked < 1000 && !shown.contains("jvm_gc_pause_seconds"); asked++) {
      System.gc();
      shown = photos.get("metrics").body();
    }
    return shown;
  }

  private static List<String> expressions() throws IOException {
    Stream<String> ofAlerts =
        Pattern.compile("(?ms)expr: (?:>-)?(.*?)^ +(?:for|labels):")
            .matcher(Files.readString(ALERTS))
            .results()
            .map(found -> found.group(1));
    JsonNode dashboard = JsonMapper.shared().readTree(Files.readString(DASHBOARD));
    return Stream.concat(
            ofAlerts, dashboard.findValues("expr").stream().map(value -> value.asString()))
        .toList();
  }

  private static Set<String> labelsIn(String expression) {
    Set<String> labels = new TreeSet<>();
    LABEL.matcher(expression).results().forEach(found -> labels.add(found.group(1)));
    GROUPING
        .matcher(expression)
        .results()
        .flatMap(found -> Pattern.compile(", *").splitAsStream(found.group(1)))
        .forEach(labels::add);
    return labels;
  }

  @Test
  void eachSettingIsKnown() throws IOException {
    Set<String> names = new TreeSet<>();
    for (Path file : texts()) {
      names.addAll(found(SETTING, Files.readString(file)));
    }
    names.removeAll(OF_COMPOSE);
    assertThat(names).hasSizeGreaterThan(8);
    assertThat(names).allMatch(OperationFilesTest::isKnown);
  }

  private static boolean isKnown(String name) {
    try {
      ServerConfig _ = ConfigSources.resolve(Optional.empty(), Map.of(name, "0"), Map.of());
      return true;
    } catch (InvalidRequest refused) {
      return !refused.reason().contains("unknown setting");
    }
  }

  /// Files of `deploy` without what was installed or made there, and the page on operating.
  private static List<Path> texts() throws IOException {
    try (Stream<Path> all = Files.walk(DEPLOY)) {
      return Stream.concat(
              all.filter(Files::isRegularFile)
                  .filter(file -> !file.startsWith(DEPLOY.resolve("target")))
                  .filter(file -> !file.toString().contains("certificates.d"))
                  .filter(file -> !file.endsWith("grafana/pictor.json")),
              Stream.of(Path.of("../docs/operations.md")))
          .toList();
    }
  }

  @Test
  void eachProbeOfTheChartIsAnsweredWithoutAKey() throws Exception {
    Set<String> paths = new TreeSet<>();
    PROBE
        .matcher(Files.readString(CHART.resolve("templates/_helpers.tpl")))
        .results()
        .forEach(found -> paths.add(found.group(1)));
    assertThat(paths).containsExactly("/healthz", "/readiness");
    for (String path : paths) {
      assertThat(photos.get(path.substring(1)).statusCode()).as(path).isEqualTo(200);
    }
    assertThat(Files.readString(DEPLOY.resolve("docker/healthcheck"))).contains("/readiness\"");
  }

  private static Set<String> found(Pattern pattern, String text) {
    Set<String> found = new TreeSet<>();
    pattern.matcher(text).results().map(MatchResult::group).forEach(found::add);
    return found;
  }
}
