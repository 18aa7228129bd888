package dev.pictor.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.follow.Follower;
import dev.pictor.http.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The pictures of a server that is followed: fetched there, the small ones kept for a while.
/// Thread-safe.
public final class BorrowedPictures {

  private static final long KEPT_BYTES = 64L << 20;
  private static final Duration RETRY = Duration.ofSeconds(5);

  private record Key(String path, String version) {}

  private final Follower follower;
  private final Cache<Key, byte[]> kept =
      Caffeine.newBuilder()
          .maximumWeight(KEPT_BYTES)
          .<Key, byte[]>weigher((_, jpeg) -> jpeg.length)
          .build();

  public BorrowedPictures(Follower follower) {
    this.follower = follower;
  }

  /// A thumbnail.
  ///
  /// @param version of the picture; another one is fetched anew
  byte[] thumbnail(String collection, String id, int size, String version) {
    String path = Views.image(collection, id).substring(1) + "/thumbnail?size=" + size;
    Key key = new Key(path, version);
    byte[] known = kept.getIfPresent(key);
    if (known != null) {
      return known;
    }
    try {
      HttpResponse<InputStream> response = found(path);
      try (InputStream body = response.body()) {
        byte[] jpeg = body.readAllBytes();
        kept.put(key, jpeg);
        return jpeg;
      }
    } catch (IOException e) {
      throw away(e);
    }
  }

  /// A picture's file, with what the leader says of it.
  Reply file(String collection, String id) {
    String path = Views.image(collection, id).substring(1) + "/file";
    try {
      HttpResponse<InputStream> response = found(path);
      String type =
          response.headers().firstValue("Content-Type").orElse("application/octet-stream");
      Reply reply =
          Reply.stream(
              type,
              out -> {
                try (InputStream in = response.body()) {
                  in.transferTo(out);
                }
              });
      for (String each : List.of("Content-Length", "Content-Disposition")) {
        Optional<String> value = response.headers().firstValue(each);
        reply = value.isPresent() ? reply.withAll(Map.of(each, value.get())) : reply;
      }
      return reply;
    } catch (IOException e) {
      throw away(e);
    }
  }

  private HttpResponse<InputStream> found(String path) throws IOException {
    HttpResponse<InputStream> response = follower.ask(path);
    if (response.statusCode() == 200) {
      return response;
    }
    response.body().close();
    if (response.statusCode() == 404) {
      throw new NotFound(
          "picture: %s has none (expected: the picture of this record)"
              .formatted(follower.settings().leader()));
    }
    throw new IOException("it answers " + response.statusCode());
  }

  private Unavailable away(IOException e) {
    return new Unavailable(
        "picture: %s, which is followed, cannot be asked for it: %s (expected: an answer)"
            .formatted(follower.settings().leader(), String.valueOf(e.getMessage())),
        RETRY);
  }
}
