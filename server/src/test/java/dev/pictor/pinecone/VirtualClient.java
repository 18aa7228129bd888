package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.http.Json;
import dev.pictor.server.PictorServer;
import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.pinecone.proto.DescribeIndexStatsRequest;
import io.pinecone.proto.DescribeIndexStatsResponse;
import io.pinecone.proto.VectorServiceGrpc;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/// Asks a server whose indexes share `port`, under names that the machine need not know.
///
/// @param server of the control plane
record VirtualClient(PictorServer server, int port) {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  HttpResponse<String> send(String method, URI url, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url)
            .version(HttpClient.Version.HTTP_1_1)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  /// @return the host that clients are told
  String create(String name, int dimension) throws Exception {
    String body =
        "{\"name\":\"%s\",\"dimension\":%d,\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\"}}}"
            .formatted(name, dimension);
    HttpResponse<String> created = send("POST", server.pineconeUri().resolve("indexes"), body);
    assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
    return host(created);
  }

  /// The host that a client is told for an index.
  String host(String name, String agent) throws Exception {
    return host(
        send("GET", server.pineconeUri().resolve("indexes/" + name), "", "User-Agent", agent));
  }

  private static String host(HttpResponse<String> index) {
    return Json.read(index.body().getBytes(StandardCharsets.UTF_8)).path("host").stringValue();
  }

  /// Head and body of what the shared port answers to a request for `host`.
  String get(String host, String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket
          .getOutputStream()
          .write(
              "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n"
                  .formatted(path, host)
                  .getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        head.append((char) in.read());
      }
      int length =
          Integer.parseInt(
              head.toString().replaceFirst("(?s).*\r\nContent-Length: ([0-9]+).*", "$1"));
      return head + new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }
  }

  NettyChannelBuilder plaintext() {
    return NettyChannelBuilder.forAddress("127.0.0.1", port).usePlaintext();
  }

  DescribeIndexStatsResponse stats(String authority) {
    return stats(plaintext(), authority);
  }

  static DescribeIndexStatsResponse stats(NettyChannelBuilder builder, String authority) {
    ManagedChannel channel = builder.overrideAuthority(authority).build();
    try {
      return VectorServiceGrpc.newBlockingStub(channel)
          .describeIndexStats(DescribeIndexStatsRequest.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }
}
