package dev.pictor.map;

import dev.pictor.error.InvalidRequest;
import dev.pictor.metadata.IsoDates;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataValue.Flag;
import dev.pictor.metadata.MetadataValue.Numeric;
import dev.pictor.metadata.MetadataValue.Text;
import dev.pictor.metadata.MetadataValue.TextList;
import dev.pictor.metadata.RecordTags;
import java.util.List;

/// What the colours of a map stand for.
public sealed interface Colouring {

  /// Folders, cut off so high up that there are few of them.
  record ByFolder() implements Colouring {}

  /// The first tag, which is the likeliest of those found.
  record ByTag() implements Colouring {}

  /// The year of the field `timestamp`.
  record ByYear() implements Colouring {}

  /// The values of a field; of a list the first.
  record ByField(String field) implements Colouring {}

  /// @param word `folder`, `tag`, `year`, or the name of a field
  static Colouring parse(String word) {
    return switch (word) {
      case "" ->
          throw new InvalidRequest(
              "colour: empty (expected: folder, tag, year, or the name of a field)");
      case "folder" -> new ByFolder();
      case "tag" -> new ByTag();
      case "year" -> new ByYear();
      default -> new ByField(word);
    };
  }

  /// The group of each record, in their order; `""` for none.
  default List<String> groups(List<Metadata> records) {
    return switch (this) {
      case ByFolder() -> FolderGroups.of(each("folder", records));
      case ByTag() -> each(RecordTags.TAGS, records);
      case ByYear() ->
          each("timestamp", records).stream()
              .map(text -> IsoDates.isDate(text) ? text.substring(0, 4) : "")
              .toList();
      case ByField(String field) -> each(field, records);
    };
  }

  private static List<String> each(String field, List<Metadata> records) {
    return records.stream().map(each -> text(each, field)).toList();
  }

  private static String text(Metadata record, String field) {
    return switch (record.fields().get(field)) {
      case Text(String text) -> text;
      case TextList(List<String> texts) -> texts.isEmpty() ? "" : texts.getFirst();
      case Numeric(double number) ->
          number == Math.rint(number) && Math.abs(number) < 1e15
              ? Long.toString((long) number)
              : Double.toString(number);
      case Flag(boolean flag) -> Boolean.toString(flag);
      case null -> "";
    };
  }
}
