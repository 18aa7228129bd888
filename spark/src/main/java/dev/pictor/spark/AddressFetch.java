package dev.pictor.spark;

import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/// Fetches pictures of the web for a list that may come from anywhere: `http` and `https`, limited
/// in time, bytes and redirects, and not from private networks unless that is wanted. Thread-safe.
final class AddressFetch {

  private static final int REDIRECTS = 5;
  private static final int ATTEMPTS = 4;
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(500);

  private final long mostBytes;
  private final boolean privateAddresses;
  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(CONNECT).followRedirects(Redirect.NEVER).build();

  AddressFetch(long mostBytes, boolean privateAddresses) {
    this.mostBytes = mostBytes;
    this.privateAddresses = privateAddresses;
  }

  /// @throws InvalidRequest when there is nothing to be had
  byte[] bytes(String address) {
    try {
      for (int attempt = 1; ; attempt++) {
        try {
          Optional<byte[]> bytes = follow(address, attempt < ATTEMPTS);
          if (bytes.isPresent()) {
            return bytes.get();
          }
        } catch (IOException failed) {
          if (attempt == ATTEMPTS) {
            throw new InvalidRequest("cannot be fetched: " + failed, failed);
          }
        }
        Thread.sleep(PAUSE.multipliedBy(1L << attempt).toMillis());
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", stop);
    } catch (IllegalArgumentException noAddress) {
      throw new InvalidRequest("no address: " + address, noAddress);
    }
  }

  /// Empty when it is to be asked again.
  private Optional<byte[]> follow(String address, boolean again)
      throws IOException, InterruptedException {
    URI next = URI.create(address);
    for (int redirects = 0; redirects <= REDIRECTS; redirects++) {
      requireAllowed(next);
      HttpRequest request = HttpRequest.newBuilder(next).timeout(ANSWER).GET().build();
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        int status = response.statusCode();
        if (status == 200) {
          return Optional.of(read(body));
        }
        Optional<String> place = response.headers().firstValue("Location");
        if (status >= 300 && status < 400 && place.isPresent()) {
          next = next.resolve(place.get());
        } else if (again && (status == 429 || status >= 500)) {
          return Optional.empty();
        } else {
          throw new InvalidRequest("answered " + status);
        }
      }
    }
    throw new InvalidRequest("more than %d redirects".formatted(REDIRECTS));
  }

  private byte[] read(InputStream body) throws IOException {
    byte[] bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, mostBytes + 1));
    if (bytes.length > mostBytes) {
      throw new InvalidRequest("too large: more than %,d bytes".formatted(mostBytes));
    }
    return bytes;
  }

  private void requireAllowed(URI address) throws IOException {
    if (address.getHost() == null || !String.valueOf(address.getScheme()).matches("(?i)https?")) {
      throw new InvalidRequest("%s (expected: http or https)".formatted(address));
    }
    if (privateAddresses) {
      return;
    }
    for (InetAddress each : InetAddress.getAllByName(address.getHost())) {
      byte[] bytes = each.getAddress();
      boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
      boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
      if (each.isLoopbackAddress()
          || each.isAnyLocalAddress()
          || each.isLinkLocalAddress()
          || each.isSiteLocalAddress()
          || each.isMulticastAddress()
          || uniqueLocal
          || shared) {
        throw new InvalidRequest(
            "%s is an address of a private network (expected: of the internet; --private-addresses lets it in)"
                .formatted(address.getHost()));
      }
    }
  }
}
