package dev.pictor.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where collections are kept. Passwords and keys have no flags: other users of the machine see
/// command lines.
final class StoreOptions {

  @Option(
      names = "--store",
      paramLabel = "ENGINE",
      description =
          "Where collections are kept: lucene, in the data folder (default), or pinecone, a service that speaks Pinecone's protocol. Its key: environment PICTOR_STORE_KEY.")
  @Nullable String store;

  @Option(
      names = "--store-url",
      paramLabel = "URL",
      description =
          "Address of that service (default for pinecone: https://api.pinecone.io). May be given more than once where there are several.")
  List<String> urls = List.of();

  @Option(
      names = "--store-user",
      paramLabel = "NAME",
      description = "User of that service; its password: environment PICTOR_STORE_PASSWORD.")
  @Nullable String user;

  @Option(
      names = "--store-ca",
      paramLabel = "FILE",
      description = "Certificates, in PEM, that vouch for that service.")
  @Nullable Path ca;

  @Option(
      names = "--store-region",
      paramLabel = "CLOUD/REGION",
      description = "Where that service makes new collections (default: aws/us-east-1).")
  @Nullable String region;

  /// The settings that were given.
  Map<String, Object> flags() {
    Map<String, Object> flags = new LinkedHashMap<>();
    put(flags, "store", store);
    if (!urls.isEmpty()) {
      flags.put("store-url", urls);
    }
    put(flags, "store-user", user);
    put(flags, "store-ca", ca);
    put(flags, "store-region", region);
    return flags;
  }

  private static void put(Map<String, Object> flags, String key, @Nullable Object value) {
    if (value != null) {
      flags.put(key, value.toString());
    }
  }
}
