package dev.pictor.pinecone.control;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.Reply;
import dev.pictor.pinecone.index.PageToken;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Long lists of the control plane, page by page. Stateless.
final class Pages {

  private static final int USUAL = 10;
  private static final int LARGEST = 100;

  private Pages() {}

  /// Where an element stands in the order of making, so that a token outlives deletions.
  static String key(Instant made, String id) {
    return "%020d %s".formatted(made.toEpochMilli(), id);
  }

  /// The page that a call asks for by `limit` and `paginationToken`.
  ///
  /// @throws InvalidRequest when they say nothing
  static <T> Reply reply(
      Call call, List<T> all, Function<T, String> key, Function<T, Map<String, Object>> view) {
    int limit = limit(call);
    String after = PageToken.after(call.query("paginationToken").orElse(""));
    List<T> rest =
        all.stream()
            .filter(each -> key.apply(each).compareTo(after) > 0)
            .sorted(Comparator.comparing(key))
            .toList();
    List<T> page = rest.subList(0, Math.min(limit, rest.size()));
    Map<String, Object> reply = new LinkedHashMap<>();
    reply.put("data", page.stream().map(view).toList());
    if (rest.size() > limit) {
      reply.put("pagination", Map.of("next", PageToken.of(key.apply(page.getLast()))));
    }
    return Reply.json(reply);
  }

  private static int limit(Call call) {
    String given = call.query("limit").orElse(Integer.toString(USUAL));
    int limit = given.matches("[0-9]{1,9}") ? Integer.parseInt(given) : 0;
    if (limit < 1 || limit > LARGEST) {
      throw new InvalidRequest("limit: %s (expected: 1 to %d)".formatted(given, LARGEST));
    }
    return limit;
  }
}
