package dev.pictor.models;

import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The last answer to a request, and what the ones before it told of the file.
///
/// @param elsewhere whether it comes from another origin than the hub's, whose tags say nothing of
///   the content
record HubAnswer(HttpResponse<InputStream> response, Told told, boolean elsewhere) {

  private static final Pattern RANGE = Pattern.compile("bytes (?:(\\d+)-\\d+|\\*)/(\\d+|\\*)");
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

  /// What a hub tells of a file in the headers of its own answer.
  ///
  /// @param identity the tag of the file's content on the hub: a SHA-256 for large files, a git
  ///   hash for the others
  record Told(Optional<String> commit, Optional<String> identity, OptionalLong bytes) {

    static final Told NOTHING = new Told(Optional.empty(), Optional.empty(), OptionalLong.empty());

    static Told by(HttpHeaders headers) {
      OptionalLong bytes = OptionalLong.empty();
      Optional<String> linked = headers.firstValue("X-Linked-Size");
      if (linked.isPresent() && linked.get().matches("\\d{1,18}")) {
        bytes = OptionalLong.of(Long.parseLong(linked.get()));
      }
      return new Told(
          headers.firstValue("X-Repo-Commit").filter(commit -> commit.matches("[0-9a-f]{40}")),
          headers.firstValue("X-Linked-Etag").map(HubAnswer::bare),
          bytes);
    }

    /// What was told first counts: it came from the hub, not from the store.
    Told or(Told later) {
      return new Told(
          commit.or(later::commit),
          identity.or(later::identity),
          bytes.isPresent() ? bytes : later.bytes);
    }
  }

  int code() {
    return response.statusCode();
  }

  /// The tag of this very answer, as it is sent back in `If-Range`.
  Optional<String> etag() {
    return response.headers().firstValue("ETag");
  }

  /// What tells this content from another one, by the hub where it said so.
  Optional<String> identity() {
    return told.identity().or(() -> etag().map(HubAnswer::bare));
  }

  Optional<String> sha256() {
    Optional<String> tag = elsewhere ? told.identity() : identity();
    return tag.filter(text -> SHA256.matcher(text).matches());
  }

  /// Length of the whole file.
  OptionalLong bytes() {
    if (told.bytes().isPresent()) {
      return told.bytes();
    }
    if (code() == 200) {
      return response.headers().firstValueAsLong("Content-Length");
    }
    return group(2);
  }

  /// Where the content of a partial answer starts.
  OptionalLong start() {
    return group(1);
  }

  private OptionalLong group(int number) {
    Matcher range = RANGE.matcher(response.headers().firstValue("Content-Range").orElse(""));
    if (!range.matches() || range.group(number) == null || range.group(number).equals("*")) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(Long.parseLong(range.group(number)));
  }

  private static String bare(String etag) {
    String tag = etag.strip();
    if (tag.startsWith("W/")) {
      tag = tag.substring(2);
    }
    return tag.replace("\"", "").toLowerCase(Locale.ROOT);
  }
}
