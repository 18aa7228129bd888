package dev.pictor.bulk;

import dev.pictor.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One of several parts of the pictures, told by a hash of their ids: the same on every machine, in
/// whatever order the pictures are found.
///
/// How it works: FNV-1a over the UTF-8 bytes of an id, mixed once more because its low bits alone
/// are uneven; the remainder by `count` is the shard.
///
/// [FNV](https://datatracker.ietf.org/doc/draft-eastlake-fnv/)
///
/// @param number from 1 on
/// @param count how many there are
public record Shard(int number, int count) {

  private static final Pattern TEXT = Pattern.compile("([0-9]{1,6})/([0-9]{1,6})");
  private static final long OFFSET = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;
  private static final long MIX = 0xff51afd7ed558ccdL;

  public Shard {
    if (number < 1 || number > count) {
      throw new InvalidRequest(
          "shard: %d/%d (expected: i/n with i from 1 to n, such as 2/8)".formatted(number, count));
    }
  }

  /// All pictures.
  public static Shard whole() {
    return new Shard(1, 1);
  }

  /// @param text such as `2/8`
  public static Shard parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      throw new InvalidRequest(
          "shard: %s (expected: i/n with i from 1 to n, such as 2/8)".formatted(text));
    }
    return new Shard(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)));
  }

  public boolean holds(String id) {
    return count == 1 || Long.remainderUnsigned(hash(id), count) == number - 1;
  }

  private static long hash(String id) {
    long hash = OFFSET;
    for (byte each : id.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xff)) * PRIME;
    }
    hash = (hash ^ (hash >>> 33)) * MIX;
    return hash ^ (hash >>> 33);
  }
}
