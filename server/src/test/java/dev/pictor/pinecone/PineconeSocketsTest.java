package dev.pictor.pinecone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pictor.server.PictorServer;
import dev.pictor.server.ServerConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that do not keep to the protocol: the port answers or closes, and goes on serving
/// others.
class PineconeSocketsTest {

  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int DATA = 0;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  // Type, flags and stream of the frame with which an answer over HTTP/2 ends.
  private static final String LAST_HEADERS = "\1\5\0\0\0\1";
  private static final int PATIENCE_MILLIS = 5_000;
  private static final long MEGABYTE = 1 << 20;

  @TempDir Path folder;
  private PictorServer server;
  private int port;

  @BeforeEach
  void start() throws Exception {
    server =
        PictorServer.start(
            ServerConfig.builder()
                .data(folder.resolve("data"))
                .port(0)
                .browser(false)
                .maxRequestBytes(100_000_000)
                .build());
    HttpResponse<String> created =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(server.pineconeUri().resolve("/indexes"))
                    .POST(
                        HttpRequest.BodyPublishers.ofString(
                            "{\"name\":\"i\",\"dimension\":2,\"spec\":{\"serverless\":{\"cloud\":\"aws\",\"region\":\"us-east-1\"}}}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    port =
        Integer.parseInt(
            created.body().replaceFirst("(?s).*\"host\":\"http://127.0.0.1:([0-9]+)\".*", "$1"));
  }

  /// Whatever a test did to the port, others are served.
  @AfterEach
  void othersAreServed() throws Exception {
    HttpResponse<String> stats =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/describe_index_stats".formatted(port)))
                    .version(HttpClient.Version.HTTP_1_1)
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    assertThat(stats.statusCode()).isEqualTo(200);
    server.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private Socket connectHttp2() throws IOException {
    Socket socket = connect();
    OutputStream out = socket.getOutputStream();
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    out.write(frame(SETTINGS, 0, 0, new byte[0]));
    return socket;
  }

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  /// HPACK: two fields of the static table, then literal ones that no table remembers.
  private static byte[] call(String method) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    block.write(0x04); // :path
    write(block, "/VectorService/" + method);
    block.write(0x01); // :authority
    write(block, "127.0.0.1");
    block.write(0);
    write(block, "content-type");
    write(block, "application/grpc");
    return block.toByteArray();
  }

  /// The same as gRPC's C library sends it: names spelled out and remembered.
  private static byte[] spelledCall(String method) throws IOException {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (String field :
        List.of(
            ":path=/VectorService/" + method,
            ":authority=127.0.0.1",
            ":method=POST",
            ":scheme=http",
            "content-type=application/grpc",
            "service-name=")) {
      int equals = field.indexOf('=');
      block.write(0x40);
      write(block, field.substring(0, equals));
      write(block, field.substring(equals + 1));
    }
    return block.toByteArray();
  }

  /// The same again: by the numbers under which [#spelledCall] is remembered, the newest first.
  private static byte[] rememberedCall() {
    return new byte[] {
      (byte) 0xc3, (byte) 0xc2, (byte) 0xc1, (byte) 0xc0, (byte) 0xbf, (byte) 0xbe
    };
  }

  private static void write(ByteArrayOutputStream block, String text) throws IOException {
    block.write(text.length());
    block.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] announced(int length) {
    return ByteBuffer.allocate(5).put((byte) 0).putInt(length).array();
  }

  /// All that comes until the other side closes or `end` has come.
  private static String received(Socket socket, String end) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int each = socket.getInputStream().read();
          each >= 0;
          each = socket.getInputStream().read()) {
        bytes.write(each);
        if (bytes.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
          break;
        }
      }
    } catch (SocketException e) {
      // What came is the answer.
    }
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void garbageEndsOnlyItsConnection() throws Exception {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(new byte[] {0, 1, 2, 3, 13, 10, 13, 10});
    }
    try (Socket socket = connect()) {
      socket.getOutputStream().write("GET / nonsense\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    }
    try (Socket socket = connectHttp2()) {
      socket.getOutputStream().write(frame(HEADERS, END_HEADERS, 1, new byte[] {-1, -1, -1}));
    }
  }

  @Test
  void anAnnouncedGigabyteIsRefusedBeforeItComes() throws Exception {
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              "POST /vectors/upsert HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n{"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(received(socket, "[]}")).startsWith("HTTP/1.1 413 ").contains("\"code\":3");
    }
  }

  @Test
  void aMessageShorterThanAnnouncedIsRefused() throws Exception {
    try (Socket socket = connectHttp2()) {
      socket.getOutputStream().write(frame(HEADERS, END_HEADERS, 1, call("Query")));
      socket.getOutputStream().write(frame(DATA, END_STREAM, 1, announced(500_000_000)));
      assertThat(received(socket, LAST_HEADERS)).endsWith(LAST_HEADERS);
    }
  }

  @Test
  void namesOfPseudoHeadersMayBeSpelledOut() throws Exception {
    try (Socket socket = connectHttp2()) {
      OutputStream out = socket.getOutputStream();
      out.write(frame(HEADERS, END_HEADERS, 1, spelledCall("DescribeIndexStats")));
      out.write(frame(DATA, END_STREAM, 1, announced(0)));
      assertThat(received(socket, LAST_HEADERS)).contains("cosine");
      out.write(frame(HEADERS, END_HEADERS, 3, rememberedCall()));
      out.write(frame(DATA, END_STREAM, 3, announced(0)));
      assertThat(received(socket, "\1\5\0\0\0\3")).contains("cosine");
    }
  }

  @Test
  void announcedMessagesTakeNoMemory() throws Exception {
    long before = usedHeap();
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      Socket socket = connectHttp2();
      sockets.add(socket);
      for (int stream = 1; stream < 20; stream += 2) {
        socket.getOutputStream().write(frame(HEADERS, END_HEADERS, stream, call("Query")));
        socket.getOutputStream().write(frame(DATA, 0, stream, announced(60_000_000)));
      }
    }
    othersAnswer();
    assertThat(usedHeap() - before).isLessThan(100 * MEGABYTE);
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private void othersAnswer() throws IOException {
    try (Socket socket = connect()) {
      socket
          .getOutputStream()
          .write(
              "GET /describe_index_stats HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      assertThat(received(socket, "}")).startsWith("HTTP/1.1 200 ");
    }
  }

  private static long usedHeap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  @Test
  void slowConnectionsDoNotKeepOthersOut() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      Socket socket = connect();
      socket
          .getOutputStream()
          .write("POST /query HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
      sockets.add(socket);
    }
    othersAnswer();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  @Test
  void aFloodOfSettingsKeepsNobodyOut() throws Exception {
    try (Socket socket = connectHttp2()) {
      byte[] settings = frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 1, 0, 0});
      Thread reader = Thread.ofVirtual().start(() -> drain(socket));
      for (int i = 0; i < 50_000; i++) {
        socket.getOutputStream().write(settings);
      }
      othersAnswer();
      socket.shutdownInput();
      reader.join();
    } catch (SocketException e) {
      // It closed the connection, which is right too.
    }
  }

  private static void drain(Socket socket) {
    try {
      socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // The connection ended.
    }
  }
}
