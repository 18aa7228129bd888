package dev.pictor.remotepinecone;

import dev.pictor.error.Unavailable;
import io.pinecone.configs.PineconeConfig;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.openapitools.db_control.client.ApiClient;
import org.openapitools.db_control.client.ApiException;
import org.openapitools.db_control.client.api.ManageIndexesApi;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The way to the control plane of a service: requests of the published client, put again while it
/// is busy or away, and waiting for what it does by and by. Thread-safe.
final class ControlChannel implements AutoCloseable {

  static final String VERSION = "2025-10";

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration LONG_ANSWER = Duration.ofHours(1);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final PineconeAccess access;
  private final Calls calls;
  private final OkHttpClient http;
  private final ManageIndexesApi api;
  private final ManageIndexesApi patientApi;

  /// What the published client sends.
  interface Request<R> {
    R send() throws ApiException;
  }

  ControlChannel(PineconeAccess access, Calls calls) {
    this.access = access;
    this.calls = calls;
    OkHttpClient.Builder builder = new OkHttpClient.Builder().connectTimeout(CONNECT);
    access
        .ca()
        .map(Authorities::of)
        .ifPresent(each -> builder.sslSocketFactory(each.sockets(), each.manager()));
    this.http = answeringIn(ANSWER, builder);
    this.api = api(http);
    this.patientApi = api(answeringIn(LONG_ANSWER, http.newBuilder()));
  }

  private static OkHttpClient answeringIn(Duration most, OkHttpClient.Builder builder) {
    return builder.readTimeout(most).writeTimeout(ANSWER).callTimeout(most).build();
  }

  private ManageIndexesApi api(OkHttpClient client) {
    ApiClient sender = new ApiClient(client);
    sender.setBasePath(access.control().toString().replaceFirst("/+$", ""));
    sender.setApiKey(DataPlane.key(access));
    sender.setUserAgent(new PineconeConfig(DataPlane.key(access)).getUserAgent());
    sender.addDefaultHeader("X-Pinecone-Api-Version", VERSION);
    return new ManageIndexesApi(sender);
  }

  URI address() {
    return access.control();
  }

  ManageIndexesApi api() {
    return api;
  }

  /// For requests that some services answer once the work is done.
  ManageIndexesApi patientApi() {
    return patientApi;
  }

  <R> R send(Request<R> request) {
    return calls.repeated(
        () -> {
          try {
            return request.send();
          } catch (ApiException e) {
            throw Faults.of(e, access.control());
          }
        });
  }

  /// The answer as it came, for those that the client's own models are too narrow for: they have 32
  /// bits for sizes in bytes, and refuse words and forms of time that services use.
  static JsonNode json(Call call) throws ApiException {
    try (Response response = call.execute();
        ResponseBody body = response.body()) {
      String text = body == null ? "" : body.string();
      if (!response.isSuccessful()) {
        throw new ApiException(response.code(), response.headers().toMultimap(), text);
      }
      try {
        return JSON.readTree(text);
      } catch (JacksonException e) {
        throw new ApiException(
            "no JSON", e, response.code(), response.headers().toMultimap(), text);
      }
    } catch (IOException e) {
      throw new ApiException(e);
    }
  }

  /// Looks, with growing pauses, until there is something.
  ///
  /// @param meanwhile what is told when there is nothing for so long, such as that it is not ready
  /// @throws Unavailable then
  <R> R await(String meanwhile, Duration most, Supplier<Optional<R>> look) {
    Duration waited = Duration.ZERO;
    Duration pause = FIRST_PAUSE;
    while (true) {
      Optional<R> seen = look.get();
      if (seen.isPresent()) {
        return seen.get();
      }
      if (waited.compareTo(most) >= 0) {
        throw new Unavailable(
            "%s after %d s (expected: sooner, service: %s). It may go on; look at its state there."
                .formatted(meanwhile, waited.toSeconds(), access.control()));
      }
      calls.pause(pause);
      waited = waited.plus(pause);
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
  }

  @Override
  public void close() {
    http.dispatcher().executorService().shutdown();
    http.connectionPool().evictAll();
  }
}
