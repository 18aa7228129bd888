package dev.pictor.server;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// Builds a [ServerConfig] from its sources: defaults < file < environment < flags. All use the
/// same kebab-case keys; in the environment `text-cache-ttl` is `PICTOR_TEXT_CACHE_TTL`. Lists are
/// YAML lists or separated by commas, maps are YAML maps or `a=b,c=d`, times are seconds or ISO
/// 8601 (`PT1H`). Stateless.
public final class ConfigSources {

  private static final String PREFIX = "PICTOR_";
  // Read by the launcher and the command line, not settings of the server.
  private static final List<String> FOREIGN = List.of("config", "java-opts", "build", "url", "ca");
  private static final int NEAR = 3;

  private static final Map<String, BiConsumer<ServerConfigBuilder, SettingValue>> KEYS =
      new TreeMap<>();

  static {
    KEYS.put("host", (to, value) -> to.host(value.text()));
    KEYS.put("port", (to, value) -> to.port(value.whole()));
    KEYS.put("pinecone-port", (to, value) -> to.pineconePort(value.whole()));
    KEYS.put("index-ports", (to, value) -> to.indexPorts(value.whole()));
    KEYS.put("advertised-host", (to, value) -> to.advertisedHost(value.text()));
    KEYS.put(
        "import-folders",
        (to, value) -> to.importFolders(value.list().stream().map(value::path).toList()));
    KEYS.put("index-hosts", (to, value) -> to.indexHosts(value.indexHosts()));
    KEYS.put("tls-certificate", (to, value) -> to.tlsCertificate(value.optionalPath()));
    KEYS.put("tls-key", (to, value) -> to.tlsKey(value.optionalPath()));
    KEYS.put("data", (to, value) -> to.data(value.path(value.text())));
    KEYS.put("photos", (to, value) -> to.photos(value.list().stream().map(value::path).toList()));
    KEYS.put("watch", (to, value) -> to.watch(value.flag()));
    KEYS.put("rescan", (to, value) -> to.rescan(value.positiveDuration()));
    KEYS.put("quiet-hours", (to, value) -> to.quietHours(value.quietHours()));
    KEYS.put("index-speed", (to, value) -> to.indexSpeed(value.share()));
    KEYS.put("exclude", (to, value) -> to.exclude(value.list()));
    KEYS.put("model", (to, value) -> to.model(value.text()));
    KEYS.put("model-alias", (to, value) -> to.modelAliases(value.map()));
    KEYS.put("api-keys", (to, value) -> to.apiKeys(value.list()));
    KEYS.put("allow-origins", (to, value) -> to.allowOrigins(value.list()));
    KEYS.put("url-images", (to, value) -> to.urlImages(value.flag()));
    KEYS.put("text-cache-entries", (to, value) -> to.textCacheEntries(value.number()));
    KEYS.put("text-cache-ttl", (to, value) -> to.textCacheTtl(value.duration()));
    KEYS.put("image-cache-entries", (to, value) -> to.imageCacheEntries(value.number()));
    KEYS.put("max-picture-bytes", (to, value) -> to.maxPictureBytes(value.number()));
    KEYS.put("max-picture-pixels", (to, value) -> to.maxPicturePixels(value.number()));
    KEYS.put("max-request-bytes", (to, value) -> to.maxRequestBytes(value.number()));
    KEYS.put("threads", (to, value) -> to.threads(value.whole()));
    KEYS.put("execution-provider", (to, value) -> to.executionProvider(value.provider()));
    KEYS.put("gpu", (to, value) -> to.gpu(value.whole()));
    KEYS.put("model-memory", (to, value) -> to.modelMemory(value.number()));
    KEYS.put("queue", (to, value) -> to.queue(value.whole()));
    KEYS.put("picture-rest", (to, value) -> to.pictureRest(value.duration()));
    KEYS.put("embedder", (to, value) -> to.embedder(value.text()));
    KEYS.put("embedder-kind", (to, value) -> to.embedderKind(value.text()));
    KEYS.put("embedder-model", (to, value) -> to.embedderModel(value.text()));
    KEYS.put("embedder-key", (to, value) -> to.embedderKey(value.text()));
    KEYS.put("embedder-fingerprint", (to, value) -> to.embedderFingerprint(value.text()));
    KEYS.put("embedder-pictures", (to, value) -> to.embedderPictures(value.text()));
    KEYS.put("embedder-batch", (to, value) -> to.embedderBatch(value.whole()));
    KEYS.put("embedder-text-batch", (to, value) -> to.embedderTextBatch(value.whole()));
    KEYS.put("embedder-requests", (to, value) -> to.embedderRequests(value.whole()));
    KEYS.put("embedder-timeout", (to, value) -> to.embedderTimeout(value.duration()));
    KEYS.put("follow", (to, value) -> to.follow(value.text()));
    KEYS.put("follow-key", (to, value) -> to.followKey(value.text()));
    KEYS.put("follow-ca", (to, value) -> to.followCa(value.optionalPath()));
    KEYS.put("follow-interval", (to, value) -> to.followInterval(value.duration()));
    KEYS.put("answer-url", (to, value) -> to.answerUrl(value.text()));
    KEYS.put("answer-model", (to, value) -> to.answerModel(value.text()));
    KEYS.put("answer-key", (to, value) -> to.answerKey(value.text()));
    KEYS.put("answer-timeout", (to, value) -> to.answerTimeout(value.duration()));
    KEYS.put("answer-pictures", (to, value) -> to.answerPictures(value.whole()));
    KEYS.put("browser", (to, value) -> to.browser(value.flag()));
    KEYS.put("log-format", (to, value) -> to.logFormat(value.logFormat()));
    KEYS.put("log-level", (to, value) -> to.logLevel(value.logLevel()));
  }

  private ConfigSources() {}

  /// @param file YAML with one map, if there is one
  /// @param environment of the process; variables without the prefix are skipped
  /// @param flags by key; values are strings, or lists and maps of strings
  /// @throws InvalidRequest naming source, key, value and what was expected
  public static ServerConfig resolve(
      Optional<Path> file, Map<String, String> environment, Map<String, ?> flags) {
    ServerConfigBuilder builder = ServerConfig.builder();
    file.ifPresent(path -> apply(builder, path.toString(), read(path)));
    apply(builder, "environment", ofEnvironment(environment));
    apply(builder, "command line", flags);
    return builder.build();
  }

  private static Map<String, ?> read(Path file) {
    try {
      YAMLMapper yaml = new YAMLMapper();
      JsonNode content = yaml.readTree(Files.readAllBytes(file));
      Map<String, Object> settings = new LinkedHashMap<>();
      if (content.isObject()) {
        for (Map.Entry<String, JsonNode> entry : content.properties()) {
          settings.put(entry.getKey(), yaml.treeToValue(entry.getValue(), Object.class));
        }
        return settings;
      }
      if (content.isMissingNode() || content.isNull()) {
        return settings;
      }
      throw new InvalidRequest("config: " + file + " (expected: YAML with one map of settings)");
    } catch (IOException e) {
      throw new InvalidRequest("config: " + file + " cannot be read (expected: a file)", e);
    } catch (JacksonException e) {
      throw new InvalidRequest(
          "config: %s is not a map of settings in YAML, line %d (expected: such as port: 9001)"
              .formatted(file, e.getLocation() == null ? 1 : e.getLocation().getLineNr()),
          e);
    }
  }

  private static Map<String, String> ofEnvironment(Map<String, String> environment) {
    Map<String, String> settings = new TreeMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith(PREFIX)) {
            String key = name.substring(PREFIX.length()).toLowerCase(Locale.ROOT).replace('_', '-');
            if (!FOREIGN.contains(key)) {
              // One key is enough for most, and `pictor search` sends the same variable.
              if (key.equals("api-key")) {
                settings.putIfAbsent("api-keys", value);
              } else {
                settings.put(key, value);
              }
            }
          }
        });
    return settings;
  }

  private static void apply(
      ServerConfigBuilder builder, String source, Map<String, ? extends @Nullable Object> values) {
    values.forEach(
        (key, value) -> {
          BiConsumer<ServerConfigBuilder, SettingValue> setter = KEYS.get(key);
          if (setter == null) {
            throw new InvalidRequest(
                "%s: unknown setting in %s (%s)".formatted(key, source, suggestion(key)));
          }
          if (value == null) {
            throw new InvalidRequest("%s: no value in %s (expected: one)".formatted(key, source));
          }
          setter.accept(builder, new SettingValue(source, key, value));
        });
  }

  private static String suggestion(String key) {
    int near = Math.min(NEAR, key.length() / 2); // half a short word is another word
    return KEYS.keySet().stream()
        .filter(known -> distance(known, key) <= near)
        .min(Comparator.comparingInt(known -> distance(known, key)))
        .map(known -> "did you mean " + known + "?")
        .orElse("expected: one of " + KEYS.keySet());
  }

  /// Levenshtein distance.
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
