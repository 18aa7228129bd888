package dev.pictor.models;

import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.models.HubSource.Listed;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The list of a repository's files, over as many pages as the hub makes of it.
final class HubList {

  private static final Pattern NEXT = Pattern.compile("<([^>]+)>\\s*;\\s*rel=\"?next\"?");

  /// Far more than any repository of a model has.
  private static final int MAX_PAGES = 100;

  private static final int MAX_PAGE_BYTES = 16 << 20;

  private final HubClient client;

  HubList(HubClient client) {
    this.client = client;
  }

  /// @throws NotFound when there is no such repository
  List<Listed> read(URI first, String what) throws IOException {
    List<Listed> files = new ArrayList<>();
    Optional<URI> page = Optional.of(first);
    for (int n = 0; page.isPresent(); n++) {
      if (n == MAX_PAGES) {
        throw new InvalidRequest(what + ": more than " + MAX_PAGES + " pages");
      }
      URI at = page.get();
      HubAnswer answer = client.send("GET", at, Map.of(), what);
      try (InputStream body = answer.response().body()) {
        add(body.readNBytes(MAX_PAGE_BYTES), files, what);
      }
      page = answer.response().headers().firstValue("Link").flatMap(link -> next(at, link));
    }
    return files;
  }

  private static void add(byte[] json, List<Listed> files, String what) {
    try {
      JsonNode page = JsonMapper.shared().readTree(json);
      if (!page.isArray()) {
        throw new InvalidRequest(what + ": not a list of files (expected: an address of a hub)");
      }
      for (JsonNode entry : page) {
        if (entry.path("type").asString("").equals("file")) {
          files.add(listed(entry));
        }
      }
    } catch (JacksonException e) {
      throw new InvalidRequest(what + ": not JSON (expected: an address of a hub)", e);
    }
  }

  private static Listed listed(JsonNode entry) {
    JsonNode large = entry.path("lfs");
    JsonNode size = large.has("size") ? large.path("size") : entry.path("size");
    return new Listed(
        entry.path("path").asString(""),
        size.isIntegralNumber() ? OptionalLong.of(size.longValue()) : OptionalLong.empty(),
        Optional.of(large.path("oid").asString("")).filter(oid -> oid.matches("[0-9a-f]{64}")));
  }

  private static Optional<URI> next(URI at, String link) {
    Matcher next = NEXT.matcher(link);
    return next.find() ? Optional.of(at.resolve(next.group(1))) : Optional.empty();
  }
}
