package dev.pictor.roboflow;

import dev.pictor.http.Access;
import dev.pictor.http.ApiKey;
import dev.pictor.http.ApiKeys;
import dev.pictor.http.Cors;
import dev.pictor.http.Dispatcher;
import dev.pictor.http.FetchLimits;
import dev.pictor.http.HostCheck;
import dev.pictor.http.Json;
import dev.pictor.http.PictureFetcher;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Servers of the wire on models without networks, and what requests to them need.
final class WireServer {

  static final HttpClient CLIENT = HttpClient.newHttpClient();

  private WireServer() {}

  static WebServer start(List<String> keys) {
    RoboflowWire wire =
        new RoboflowWire(
            new WordModels(),
            new PictureFetcher(true, FetchLimits.defaults()),
            new RoboflowWire.Settings("1.2.3", new Cors(List.of("*"), true)));
    Dispatcher dispatcher =
        new Dispatcher(
            wire.groups(),
            new Dispatcher.Settings(
                new ApiKeys(keys.stream().map(key -> ApiKey.of(Access.ADMIN, key)).toList()),
                HostCheck.off(),
                1_000_000),
            (method, route, status, duration) -> {});
    return WebServer.builder()
        .host("127.0.0.1")
        .port(0)
        .routing(routing -> routing.any(dispatcher))
        .build()
        .start();
  }

  static HttpResponse<String> send(WebServer server, String path, String... headersAndBody)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    int headers = headersAndBody.length / 2 * 2;
    for (int i = 0; i < headers; i += 2) {
      request.header(headersAndBody[i], headersAndBody[i + 1]);
    }
    if (headersAndBody.length % 2 == 1) {
      request.POST(HttpRequest.BodyPublishers.ofString(headersAndBody[headers]));
    }
    return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  static JsonNode json(HttpResponse<String> response) {
    return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
  }

  static String jpeg(int length) {
    byte[] bytes = new byte[length];
    bytes[0] = (byte) 0xFF;
    bytes[1] = (byte) 0xD8;
    bytes[2] = (byte) 0xFF;
    return Base64.getEncoder().encodeToString(bytes);
  }

  static String image(String value) {
    return "{\"type\":\"base64\",\"value\":\"" + value + "\"}";
  }

  static HttpResponse<String> compare(WebServer server, String fields) throws Exception {
    return send(server, "/clip/compare", "{" + fields + "}");
  }
}
