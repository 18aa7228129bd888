package dev.pictor.remotepinecone;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/// Where lists of ids go on. Services give a token with each page and know no id to go on after;
/// without these, each page of ours would begin at the first id. Thread-safe.
final class Cursors {

  private static final int MOST_LISTS = 64;
  private static final int MOST_TOKENS = 2_000;

  private record Listed(String namespace, String prefix) {}

  /// Tokens by the last id of the page that they came with, of each list.
  @GuardedBy("this")
  private final Map<Listed, TreeMap<String, String>> tokens = new LinkedHashMap<>(16, 0.75f, true);

  /// The token of a page that begins at `after` or before; empty for the first page.
  synchronized String before(String namespace, String prefix, String after) {
    TreeMap<String, String> known = tokens.get(new Listed(namespace, prefix));
    Map.Entry<String, String> nearest =
        known == null || after.isEmpty() ? null : known.floorEntry(after);
    return nearest == null ? "" : nearest.getValue();
  }

  synchronized void put(String namespace, String prefix, String last, String token) {
    TreeMap<String, String> known =
        tokens.computeIfAbsent(new Listed(namespace, prefix), _ -> new TreeMap<>(WireText.ORDER));
    if (known.size() >= MOST_TOKENS && !known.containsKey(last)) {
      known.pollFirstEntry(); // lists are mostly read forward
    }
    known.put(last, token);
    if (tokens.size() > MOST_LISTS) {
      tokens.remove(tokens.keySet().iterator().next());
    }
  }
}
