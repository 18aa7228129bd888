package dev.pictor.duplicates;

import dev.pictor.collection.Namespace;
import dev.pictor.error.CorruptStore;
import dev.pictor.error.NotFound;
import dev.pictor.error.Unavailable;
import dev.pictor.files.AtomicFiles;
import dev.pictor.library.IndexedPictures;
import dev.pictor.store.Page;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// The groups that were found in a collection, and what a person has said of them; kept in a
/// folder. Thread-safe.
///
/// A group that was dismissed stays so as long as it has no picture that it had not then. Pictures
/// are known by their bytes there, so that they may be moved.
public final class DuplicateReview {

  private static final int VERSION = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  private record Found(int version, String searched, List<DuplicateGroup> groups) {}

  private record Dismissed(int version, List<List<String>> contents) {}

  private final Path folder;
  private Found found;
  private Dismissed dismissed;

  private DuplicateReview(Path folder) {
    this.folder = folder;
    this.found =
        read(folder.resolve("groups.json"), Found.class, new Found(VERSION, "", List.of()));
    this.dismissed =
        read(folder.resolve("dismissed.json"), Dismissed.class, new Dismissed(VERSION, List.of()));
  }

  /// @param folder need not be there yet
  /// @throws CorruptStore when a file in it cannot be understood
  public static DuplicateReview open(Path folder) {
    return new DuplicateReview(folder);
  }

  private static <T> T read(Path file, Class<T> type, T none) {
    try {
      byte[] content = Files.readAllBytes(file);
      int version = JSON.readTree(content).path("version").asInt(-1);
      if (version != VERSION) {
        throw new CorruptStore(
            "%s has version %d (expected: %d). Delete it and look for duplicates again."
                .formatted(file, version, VERSION));
      }
      return JSON.readValue(content, type);
    } catch (NoSuchFileException e) {
      return none;
    } catch (JacksonException e) {
      throw new CorruptStore(
          "%s cannot be understood (expected: JSON). Delete it and look for duplicates again."
              .formatted(file),
          e);
    } catch (IOException e) {
      throw new Unavailable("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  /// What scans have found out; one scan at a time may have it.
  ScanMemory memory() {
    return ScanMemory.open(folder.resolve("found.txt"));
  }

  /// When these groups were found; empty when nothing was looked for yet.
  public synchronized Optional<Instant> searched() {
    return found.searched().isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.parse(found.searched()));
  }

  synchronized void replace(List<DuplicateGroup> groups) {
    save(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), groups);
  }

  private void save(String searched, List<DuplicateGroup> groups) {
    Found now = new Found(VERSION, searched, List.copyOf(groups));
    AtomicFiles.publishDurably(folder.resolve("groups.json"), JSON.writeValueAsBytes(now));
    found = now;
  }

  /// All groups but the dismissed ones, as they were found.
  public synchronized List<DuplicateGroup> groups(GroupFilter filter) {
    List<Map<String, Long>> hidden =
        dismissed.contents().stream().map(DuplicateReview::counts).toList();
    Map<String, List<Map<String, Long>>> byContent = new HashMap<>();
    hidden.forEach(
        counts ->
            counts
                .keySet()
                .forEach(
                    each -> byContent.computeIfAbsent(each, _ -> new ArrayList<>()).add(counts)));
    return found.groups().stream()
        .filter(filter::accepts)
        .filter(
            group ->
                byContent.getOrDefault(group.best().sha256(), List.of()).stream()
                    .noneMatch(counts -> covers(counts, counts(contents(group)))))
        .toList();
  }

  private static List<String> contents(DuplicateGroup group) {
    return group.members().stream().map(GroupMember::sha256).toList();
  }

  private static Map<String, Long> counts(Collection<String> contents) {
    return contents.stream().collect(Collectors.groupingBy(each -> each, Collectors.counting()));
  }

  private static boolean covers(Map<String, Long> all, Map<String, Long> some) {
    return some.entrySet().stream()
        .allMatch(each -> all.getOrDefault(each.getKey(), 0L) >= each.getValue());
  }

  /// A page of the groups as they are now: without pictures whose records are gone or changed.
  ///
  /// @param after where the page before ended; empty for the first
  public Page<DuplicateGroup> page(Namespace records, GroupFilter filter, String after, int limit) {
    List<DuplicateGroup> all = groups(filter);
    int from = 0;
    if (!after.isEmpty()) {
      while (from < all.size() && !all.get(from).id().equals(after)) {
        from++;
      }
      from++;
    }
    List<DuplicateGroup> page = new ArrayList<>();
    for (int i = from; i < all.size(); i++) {
      Optional<DuplicateGroup> now = current(all.get(i), records);
      if (now.isPresent() && page.size() == limit) {
        return new Page<>(page, Optional.of(all.get(i - 1).id()));
      }
      now.ifPresent(page::add);
    }
    return new Page<>(page, Optional.empty());
  }

  /// Without the members whose records are gone or are of other bytes now.
  static Optional<DuplicateGroup> current(DuplicateGroup group, Namespace records) {
    Map<String, String> now = new HashMap<>();
    for (VectorRecord record :
        records.fetch(group.members().stream().map(GroupMember::id).toList())) {
      IndexedPictures.sha256(record.id(), record.metadata())
          .ifPresent(sha256 -> now.put(record.id(), sha256));
    }
    return without(group, each -> each.sha256().equals(now.get(each.id())));
  }

  private static Optional<DuplicateGroup> without(
      DuplicateGroup group, Predicate<GroupMember> stays) {
    List<GroupMember> left = group.members().stream().filter(stays).toList();
    if (left.size() == group.members().size()) {
      return Optional.of(group);
    }
    if (left.size() < 2) {
      return Optional.empty();
    }
    GroupMember best = BestPicture.of(left);
    List<GroupMember> ordered = new ArrayList<>(List.of(best));
    left.stream().filter(each -> !each.id().equals(best.id())).forEach(ordered::add);
    return Optional.of(new DuplicateGroup(group.id(), group.kind(), ordered));
  }

  /// @throws NotFound when there is none, or it was dismissed
  public DuplicateGroup get(String id) {
    return groups(GroupFilter.all()).stream()
        .filter(group -> group.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new NotFound(
                    "group: %s (expected: one that is listed now). List the groups again."
                        .formatted(id)));
  }

  /// Says that the pictures of a group are no duplicates.
  ///
  /// @throws NotFound when there is no such group
  public synchronized void dismiss(String id) {
    List<List<String>> more = new ArrayList<>(dismissed.contents());
    more.add(contents(get(id)));
    saveDismissed(more);
  }

  /// How often a group was dismissed.
  public synchronized int dismissals() {
    return dismissed.contents().size();
  }

  /// Takes back all that was dismissed.
  public synchronized void forgetDismissals() {
    saveDismissed(List.of());
  }

  private void saveDismissed(List<List<String>> contents) {
    Dismissed now = new Dismissed(VERSION, List.copyOf(contents));
    AtomicFiles.publishDurably(folder.resolve("dismissed.json"), JSON.writeValueAsBytes(now));
    dismissed = now;
  }

  /// Takes pictures out of their groups.
  synchronized void removed(Set<String> ids) {
    List<DuplicateGroup> left = new ArrayList<>();
    for (DuplicateGroup group : found.groups()) {
      without(group, each -> !ids.contains(each.id())).ifPresent(left::add);
    }
    save(found.searched(), left);
  }
}
