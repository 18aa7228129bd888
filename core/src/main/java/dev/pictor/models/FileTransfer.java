package dev.pictor.models;

import dev.pictor.error.BrokenModel;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Brings one file into its part over as many answers as it takes. Not thread-safe.
final class FileTransfer {

  private final Duration stall;
  private final PartFile part;
  private final String what;

  /// @param what is fetched, in messages
  FileTransfer(Duration stall, PartFile part, String what) {
    this.stall = stall;
    this.part = part;
    this.what = what;
  }

  /// What to ask for: the rest, provided that the content is still the same.
  Map<String, String> headers() {
    Map<String, String> headers = new HashMap<>();
    if (part.length() > 0) {
      Optional<PartFile.Tags> tags = part.tags();
      if (tags.isEmpty()) {
        part.restart();
      } else {
        headers.put("Range", "bytes=" + part.length() + "-");
        String etag = tags.get().etag();
        if (!etag.isEmpty() && !etag.startsWith("W/")) {
          headers.put("If-Range", etag);
        }
      }
    }
    return headers;
  }

  /// Reads an answer to the end and gives the file its name.
  ///
  /// @throws TransientFault when it ends early; what came is kept
  /// @throws BrokenModel when it is another file than the one that is known
  void take(HubAnswer answer) throws IOException {
    try (StallWatch body = new StallWatch(answer.response().body(), stall)) {
      switch (answer.code()) {
        case 206 -> requireSame(answer);
        case 416 -> requireWhole(answer);
        default -> {
          if (part.length() > 0) {
            part.restart();
          }
        }
      }
      requireKnown(answer);
      part.remember(new PartFile.Tags(answer.identity().orElse(""), answer.etag().orElse("")));
      if (answer.code() != 416) {
        copy(body, answer.bytes());
      }
    }
    part.finish(answer.sha256());
  }

  private void copy(StallWatch body, OptionalLong told) throws IOException {
    long limit = part.expectedBytes().orElse(told.orElse(Long.MAX_VALUE));
    byte[] buffer = new byte[1 << 16];
    for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
      if (part.length() + count > limit) {
        long came = part.length() + count;
        part.restart();
        throw wrongLength(came + " bytes or more", limit);
      }
      part.append(buffer, count);
    }
    if (limit != Long.MAX_VALUE && part.length() < limit) {
      throw new TransientFault(
          "the connection broke after %d of %d bytes".formatted(part.length(), limit));
    }
  }

  /// A rest must be the rest of what is there.
  private void requireSame(HubAnswer answer) throws TransientFault {
    String known = part.tags().map(PartFile.Tags::identity).orElse("");
    boolean same = known.isEmpty() || answer.identity().filter(known::equals).isPresent();
    if (!same || answer.start().orElse(-1) != part.length()) {
      part.restart();
      throw new TransientFault("the file changed on the hub");
    }
  }

  /// An answer that there is no rest.
  private void requireWhole(HubAnswer answer) throws TransientFault {
    if (part.length() == 0 || answer.bytes().orElse(-1) != part.length()) {
      part.restart();
      throw new TransientFault("the file changed on the hub");
    }
  }

  private void requireKnown(HubAnswer answer) {
    if (part.expectedBytes().isPresent()
        && answer.bytes().isPresent()
        && part.expectedBytes().getAsLong() != answer.bytes().getAsLong()) {
      throw wrongLength(answer.bytes().getAsLong() + " bytes", part.expectedBytes().getAsLong());
    }
    if (part.expectedSha256().isPresent()
        && answer.sha256().isPresent()
        && !part.expectedSha256().equals(answer.sha256())) {
      throw new BrokenModel(
          "%s: sha256 %s by the hub (expected: %s). It is another file than the known one; use another --from."
              .formatted(what, answer.sha256().get(), part.expectedSha256().get()));
    }
  }

  private BrokenModel wrongLength(String found, long expected) {
    return new BrokenModel(
        "%s: %s (expected: %d). It is another file than the known one; use another --from."
            .formatted(what, found, expected));
  }
}
