package dev.pictor.bulk;

import dev.pictor.bulk.PictureItem.Kind;
import dev.pictor.error.InvalidRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A table of pictures: a column `url` (addresses of the web, or of a storage) or `path` (relative
/// to the table's folder), maybe `id`, and others that become metadata. Immutable, thread-safe.
public final class PictureList {

  private static final String URL = "url";
  private static final String PATH = "path";
  private static final String ID = "id";
  private static final int MAX_ID_BYTES = 512;
  private static final Pattern WEB = Pattern.compile("(?i)https?://.+");

  private final String file;
  private final UnaryOperator<String> locations;

  private PictureList(String file, UnaryOperator<String> locations) {
    this.file = file;
    this.locations = locations;
  }

  /// @param file its name, for messages and ids
  /// @param columns of the table
  /// @param locations where a path of the table is
  /// @throws InvalidRequest when a column is missing, or has the name of a field that pictures have
  public static PictureList of(
      String file, Collection<String> columns, UnaryOperator<String> locations) {
    require(file, columns);
    return new PictureList(file, locations);
  }

  /// @throws InvalidRequest when a column is missing, or has the name of a field that pictures have
  public static void require(String file, Collection<String> columns) {
    List<String> lower = columns.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
    if (!lower.contains(URL) && !lower.contains(PATH)) {
      throw new InvalidRequest(
          "%s: columns %s (expected: url or path, maybe id, and others as metadata)"
              .formatted(file, columns));
    }
    for (String column : columns) {
      if (!isOwn(column) && PictureItem.OWN_FIELDS.contains(column)) {
        throw new InvalidRequest(
            "%s: column %s (expected: none of the names that every picture has: %s). Rename the column."
                .formatted(file, column, PictureItem.OWN_FIELDS.stream().sorted().toList()));
      }
    }
  }

  /// Whether a column of this name says what and where the picture is.
  static boolean isOwn(String column) {
    String lower = column.toLowerCase(Locale.ROOT);
    return lower.equals(URL) || lower.equals(PATH) || lower.equals(ID);
  }

  /// @param number of the row, from 1 on
  /// @param row strings, numbers and flags by column; nothing is null
  public PictureItem item(long number, Map<String, Object> row) {
    Optional<String> address = text(row, URL).or(() -> text(row, PATH));
    String id =
        shortened(text(row, ID).or(() -> address).orElseGet(() -> file + ", row " + number));
    if (address.isEmpty()) {
      return PictureItem.unreadable(id, "row %d: no url and no path".formatted(number));
    }
    boolean web = WEB.matcher(address.get()).matches();
    try {
      return new PictureItem(
          EntryNames.normalized(id),
          web ? Kind.ADDRESS : Kind.FILE,
          web ? address.get() : locations.apply(address.get()),
          0,
          0,
          Instant.EPOCH,
          "",
          true,
          extra(row, web ? address : Optional.empty()));
    } catch (InvalidRequest | IllegalArgumentException impossible) {
      return PictureItem.unreadable(id, "%s: no path or address".formatted(address.get()));
    }
  }

  private static Optional<String> text(Map<String, Object> row, String column) {
    return row.entrySet().stream()
        .filter(each -> each.getKey().toLowerCase(Locale.ROOT).equals(column))
        .map(each -> each.getValue().toString().strip())
        .filter(each -> !each.isEmpty())
        .findFirst();
  }

  @SuppressWarnings("OptionalUsedAsFieldOrParameterType")
  private static String extra(Map<String, Object> row, Optional<String> url) {
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    url.ifPresent(each -> fields.put(URL, each));
    row.forEach(
        (column, value) -> {
          if (!isOwn(column) && isValue(value)) {
            fields.putPOJO(column, value);
          }
        });
    return fields.isEmpty() ? "" : fields.toString();
  }

  private static boolean isValue(Object value) {
    return value instanceof Number number
        ? Double.isFinite(number.doubleValue())
        : value instanceof Boolean || (value instanceof String text && !text.isEmpty());
  }

  /// The end of an address tells more than its start.
  private static String shortened(String id) {
    return id.getBytes(StandardCharsets.UTF_8).length <= MAX_ID_BYTES
        ? id
        : Integer.toHexString(id.hashCode()) + id.substring(id.length() - 100);
  }
}
