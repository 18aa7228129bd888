package dev.pictor.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// One HTTP/1.1 GET to an address that was checked before, without a second look at the name.
///
/// The JDK's client resolves the host name itself, so a name that changes its answer between the
/// check and the connection (DNS rebinding) would get past the check. Here the socket goes to the
/// checked address; the name is used for `Host`, SNI and the certificate only.
///
/// Every read is bounded by the silence allowed and by the deadline of the whole fetch, so neither
/// a silent server nor one that drips bytes holds the caller.
final class PinnedGet implements AutoCloseable {

  private static final int MAX_HEAD_BYTES = 64 * 1024;

  private final Socket socket;
  private final InputStream in;
  private final Duration silence;
  private final long deadlineNanos;
  private final int status;
  private final Map<String, String> headers;

  /// Connects, sends the request and reads the head of the answer.
  static PinnedGet open(
      URI uri, InetAddress address, SSLSocketFactory tls, Duration silence, long deadlineNanos)
      throws IOException {
    Socket plain = new Socket();
    try {
      plain.connect(new InetSocketAddress(address, port(uri)), waitMillis(silence, deadlineNanos));
      plain.setSoTimeout(waitMillis(silence, deadlineNanos));
      return new PinnedGet(uri, secured(uri, plain, tls), silence, deadlineNanos);
    } catch (IOException | RuntimeException e) {
      plain.close();
      throw e;
    }
  }

  private PinnedGet(URI uri, Socket socket, Duration silence, long deadlineNanos)
      throws IOException {
    this.socket = socket;
    this.silence = silence;
    this.deadlineNanos = deadlineNanos;
    this.in = new BufferedInputStream(new TimedInput(), 16 * 1024);
    socket.getOutputStream().write(request(uri).getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    int[] budget = {MAX_HEAD_BYTES};
    this.status = readStatus(budget);
    this.headers = readHeaders(budget);
  }

  private static boolean isSecure(URI uri) {
    return uri.getScheme().equalsIgnoreCase("https");
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : isSecure(uri) ? 443 : 80;
  }

  private static Socket secured(URI uri, Socket plain, SSLSocketFactory tls) throws IOException {
    if (!isSecure(uri)) {
      return plain;
    }
    SSLSocket socket = (SSLSocket) tls.createSocket(plain, uri.getHost(), port(uri), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return socket;
  }

  private static String request(URI uri) {
    URI ascii = URI.create(uri.toASCIIString());
    String path =
        ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
    String query = ascii.getRawQuery() == null ? "" : "?" + ascii.getRawQuery();
    String host = uri.getPort() >= 0 ? uri.getHost() + ":" + uri.getPort() : uri.getHost();
    return "GET "
        + path
        + query
        + " HTTP/1.1\r\nHost: "
        + host
        + "\r\nUser-Agent: pictor\r\nAccept: image/*, */*;q=0.5\r\nAccept-Encoding: identity\r\n"
        + "Connection: close\r\n\r\n";
  }

  private int readStatus(int[] budget) throws IOException {
    String line = readLine(budget);
    if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
      throw new IOException("not an HTTP answer");
    }
    return Integer.parseInt(line.substring(9, 12));
  }

  private Map<String, String> readHeaders(int[] budget) throws IOException {
    Map<String, String> read = new HashMap<>();
    for (String line = readLine(budget); !line.isEmpty(); line = readLine(budget)) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        read.put(
            line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).strip());
      }
    }
    return Map.copyOf(read);
  }

  private String readLine(int[] budget) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("the answer ended in its head");
      }
      if (--budget[0] < 0) {
        throw new IOException("head over " + MAX_HEAD_BYTES + " bytes");
      }
      line.append((char) next);
    }
    int end = line.length();
    return end > 0 && line.charAt(end - 1) == '\r' ? line.substring(0, end - 1) : line.toString();
  }

  int status() {
    return status;
  }

  /// A header's value, empty when absent.
  String header(String lowerCaseName) {
    return headers.getOrDefault(lowerCaseName, "");
  }

  /// The whole body.
  ///
  /// @throws IOException also when it is longer than `maxBytes` or shorter than announced
  byte[] body(long maxBytes) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    if (header("transfer-encoding").equalsIgnoreCase("chunked")) {
      readChunks(body, maxBytes);
    } else if (header("content-length").isEmpty()) {
      copy(body, Long.MAX_VALUE, maxBytes);
    } else {
      copy(body, number(header("content-length"), 10), maxBytes);
    }
    return body.toByteArray();
  }

  private void readChunks(ByteArrayOutputStream body, long maxBytes) throws IOException {
    while (true) {
      String head = readLine(new int[] {MAX_HEAD_BYTES});
      int extension = head.indexOf(';');
      long length = number((extension < 0 ? head : head.substring(0, extension)).strip(), 16);
      if (length == 0) {
        return;
      }
      copy(body, length, maxBytes);
      readLine(new int[] {MAX_HEAD_BYTES});
    }
  }

  private static long number(String digits, int radix) throws IOException {
    try {
      long number = Long.parseLong(digits, radix);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IOException("not a length: " + digits, e);
    }
    throw new IOException("not a length: " + digits);
  }

  /// @param length bytes that must follow; `Long.MAX_VALUE` stands for "until the end"
  private void copy(ByteArrayOutputStream body, long length, long maxBytes) throws IOException {
    byte[] buffer = new byte[16 * 1024];
    long left = length;
    while (left > 0) {
      int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (count < 0 && length == Long.MAX_VALUE) {
        return;
      }
      if (count < 0) {
        throw new EOFException("the answer ended " + left + " bytes early");
      }
      if (body.size() + (long) count > maxBytes) {
        throw new IOException("more than " + maxBytes + " bytes");
      }
      body.write(buffer, 0, count);
      left -= count;
    }
  }

  private static int waitMillis(Duration silence, long deadlineNanos)
      throws SocketTimeoutException {
    long left = (deadlineNanos - System.nanoTime()) / 1_000_000;
    if (left <= 0) {
      throw new SocketTimeoutException("too slow");
    }
    return Math.toIntExact(Math.min(left, silence.toMillis()));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /// The socket's bytes, each read with the time that is left.
  private final class TimedInput extends InputStream {

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      socket.setSoTimeout(waitMillis(silence, deadlineNanos));
      return socket.getInputStream().read(target, offset, length);
    }
  }
}
