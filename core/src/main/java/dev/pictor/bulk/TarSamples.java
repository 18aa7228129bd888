package dev.pictor.bulk;

import dev.pictor.bulk.PictureItem.Kind;
import dev.pictor.error.InvalidRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The pictures of a tar archive, as a folder of files or as a shard of
/// [WebDataset](https://github.com/webdataset/webdataset): members that follow each other and have
/// one name up to the first dot are one sample, and `.json`, `.txt` (as `caption`) and `.cls` (as
/// `label`) among them are metadata of its pictures. Used once, by one thread.
public final class TarSamples {

  private static final Set<String> BESIDE = Set.of("json", "txt", "cls");
  private static final int MOST_BESIDE_BYTES = 1 << 20;

  private final String archive;
  private final String location;
  private final Storage.Parts parts;
  private final Consumer<PictureItem> items;
  private final List<TarArchive.Member> pictures = new ArrayList<>(); // of the present sample
  private final Map<String, TarArchive.Member> beside = new LinkedHashMap<>();
  private String key = "";

  private TarSamples(
      String archive, String location, Storage.Parts parts, Consumer<PictureItem> items) {
    this.archive = archive;
    this.location = location;
    this.parts = parts;
    this.items = items;
  }

  /// Tells the pictures, whose ids are that of the archive, `/`, and the member's name; and what
  /// cannot be read, if it cannot.
  ///
  /// @param archive the id of the archive: its path below the folder that was named
  public static void list(
      Storage storage, String archive, String location, Consumer<PictureItem> items) {
    try (Storage.Parts parts = storage.open(location)) {
      TarSamples samples = new TarSamples(archive, location, parts, items);
      try {
        TarArchive.list(parts, samples::take);
      } finally {
        samples.endSample();
      }
    } catch (InvalidRequest damaged) {
      items.accept(PictureItem.unreadable(archive, damaged.reason()));
    } catch (IOException | UncheckedIOException unread) {
      items.accept(PictureItem.unreadable(archive, "cannot be read: " + unread.getMessage()));
    }
  }

  private void take(TarArchive.Member member) {
    String name = EntryNames.lastOf(member.name());
    if (member.name().isEmpty() || EntryNames.isPrivate(name)) {
      return;
    }
    int dot = name.indexOf('.');
    String own =
        dot < 0
            ? member.name()
            : member.name().substring(0, member.name().length() - name.length() + dot);
    if (!own.equals(key)) {
      endSample();
      key = own;
    }
    String extension = EntryNames.extensionOf(name);
    if (BESIDE.contains(extension)) {
      beside.put(extension, member);
    } else {
      pictures.add(member);
    }
  }

  private void endSample() {
    String extra = pictures.isEmpty() || beside.isEmpty() ? "" : extra();
    for (TarArchive.Member each : pictures) {
      items.accept(
          new PictureItem(
              archive + "/" + each.name(),
              Kind.MEMBER,
              location,
              each.offset(),
              each.bytes(),
              each.modified(),
              "",
              PictureNames.looksLikePicture(each.name()),
              extra));
    }
    pictures.clear();
    beside.clear();
  }

  private String extra() {
    ObjectNode fields = JsonMapper.shared().createObjectNode();
    text("json").ifPresent(json -> copy(json, fields));
    text("txt").ifPresent(caption -> fields.put("caption", caption));
    text("cls").ifPresent(label -> putLabel(fields, label));
    return fields.isEmpty() ? "" : fields.toString();
  }

  private static void putLabel(ObjectNode fields, String label) {
    if (label.matches("[0-9]{1,9}")) {
      fields.put("label", Integer.parseInt(label));
    } else {
      fields.put("label", label);
    }
  }

  /// What metadata can hold and a picture does not have anyway.
  private static void copy(String json, ObjectNode into) {
    try {
      JsonNode read = JsonMapper.shared().readTree(json);
      read.properties()
          .forEach(
              each -> {
                if (!PictureItem.OWN_FIELDS.contains(each.getKey()) && fits(each.getValue())) {
                  into.set(each.getKey(), each.getValue());
                }
              });
    } catch (JacksonException noJson) {
      // Then it is nothing about the picture.
    }
  }

  private static boolean fits(JsonNode value) {
    if (!value.isArray()) {
      return value.isString() || value.isNumber() || value.isBoolean();
    }
    for (JsonNode each : value) {
      if (!each.isString()) {
        return false;
      }
    }
    return true;
  }

  private Optional<String> text(String extension) {
    TarArchive.Member member = beside.get(extension);
    if (member == null || member.bytes() > MOST_BESIDE_BYTES) {
      return Optional.empty();
    }
    try {
      byte[] bytes = parts.read(member.offset(), (int) member.bytes());
      return Optional.of(new String(bytes, StandardCharsets.UTF_8).strip())
          .filter(each -> !each.isEmpty());
    } catch (IOException unread) {
      throw new UncheckedIOException(unread);
    }
  }
}
