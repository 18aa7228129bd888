package dev.pictor.remotepinecone;

import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import io.pinecone.configs.PineconeConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import okhttp3.OkHttpClient;
import org.openapitools.db_control.client.ApiClient;
import org.openapitools.db_control.client.ApiException;
import org.openapitools.db_control.client.api.ManageIndexesApi;
import org.openapitools.db_control.client.model.ConfigureIndexRequest;
import org.openapitools.db_control.client.model.CreateIndexRequest;
import org.openapitools.db_control.client.model.IndexModel;

/// The indexes of a service. Thread-safe.
final class ControlPlane implements AutoCloseable {

  private static final String VERSION = "2025-10";
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration STEP = Duration.ofSeconds(1);
  private static final int MOST_STEPS = 180;

  private final URI address;
  private final Calls calls;
  private final OkHttpClient http;
  private final ManageIndexesApi api;

  private interface Request<R> {
    R send() throws ApiException;
  }

  ControlPlane(PineconeAccess access, Calls calls) {
    this.address = access.control();
    this.calls = calls;
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .connectTimeout(CONNECT)
            .readTimeout(ANSWER)
            .writeTimeout(ANSWER)
            .callTimeout(ANSWER);
    access
        .ca()
        .map(Authorities::of)
        .ifPresent(each -> builder.sslSocketFactory(each.sockets(), each.manager()));
    this.http = builder.build();
    ApiClient client = new ApiClient(http);
    client.setBasePath(address.toString().replaceFirst("/+$", ""));
    client.setApiKey(DataPlane.key(access));
    client.setUserAgent(new PineconeConfig(DataPlane.key(access)).getUserAgent());
    client.addDefaultHeader("X-Pinecone-Api-Version", VERSION);
    this.api = new ManageIndexesApi(client);
  }

  private <R> R send(Request<R> request) {
    return calls.repeated(
        () -> {
          try {
            return request.send();
          } catch (ApiException e) {
            throw Faults.of(e, address);
          }
        });
  }

  List<IndexModel> list() {
    List<IndexModel> indexes = send(() -> api.listIndexes(VERSION)).getIndexes();
    return indexes == null ? List.of() : indexes;
  }

  Optional<IndexModel> describe(String name) {
    try {
      return Optional.of(send(() -> api.describeIndex(VERSION, name)));
    } catch (NotFound e) {
      return Optional.empty();
    }
  }

  /// Returns once the index takes requests.
  ///
  /// @throws dev.pictor.error.Conflict when the name is taken
  IndexModel create(CreateIndexRequest request) {
    IndexModel made = send(() -> api.createIndex(VERSION, request));
    for (int step = 0; step < MOST_STEPS; step++) {
      if (Boolean.TRUE.equals(made.getStatus().getReady())) {
        return made;
      }
      calls.pause(STEP);
      made = send(() -> api.describeIndex(VERSION, request.getName()));
    }
    throw new Unavailable(
        "index: %s is not ready after %d s (expected: ready, service: %s). Look at its state there."
            .formatted(request.getName(), MOST_STEPS * STEP.toSeconds(), address));
  }

  /// @param tags changes; an empty value takes a tag away
  IndexModel configure(String name, Map<String, String> tags, boolean deletionProtected) {
    ConfigureIndexRequest request =
        new ConfigureIndexRequest()
            .tags(tags)
            .deletionProtection(IndexSpecs.protection(deletionProtected));
    return send(() -> api.configureIndex(VERSION, name, request));
  }

  /// Returns once the name is free.
  ///
  /// @throws NotFound when there is none
  /// @throws dev.pictor.error.Conflict when it is protected
  void delete(String name) {
    send(
        () -> {
          api.deleteIndex(VERSION, name);
          return true;
        });
    for (int step = 0; step < MOST_STEPS && describe(name).isPresent(); step++) {
      calls.pause(STEP);
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
