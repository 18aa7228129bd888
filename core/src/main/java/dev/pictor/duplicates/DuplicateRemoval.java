package dev.pictor.duplicates;

import dev.pictor.collection.VectorCollection;
import dev.pictor.duplicates.DuplicateGroup.Kind;
import dev.pictor.duplicates.RemovalPlan.Item;
import dev.pictor.duplicates.RemovalPlan.LeftOut;
import dev.pictor.duplicates.RemovalPlan.Reason;
import dev.pictor.error.Conflict;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.error.ServiceException;
import dev.pictor.library.Uploads;
import dev.pictor.store.VectorRecord;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Removes duplicates from one collection, always by way of a dry run, into a [Trash]. Thread-safe.
///
/// A picture is only moved when right then its own file and that of the one to keep have the bytes
/// they were found by, and are two files. One removal at a time runs in a data folder, and each
/// makes the other dry runs of its collection void, so that two together never take the last copy.
public final class DuplicateRemoval {

  private static final System.Logger LOG = System.getLogger(DuplicateRemoval.class.getName());
  private static final int MOST_PLANS = 50;

  private record Planned(RemovalPlan plan, Map<Path, FileState> states) {}

  private final Supplier<VectorCollection> collection;
  private final Pictures pictures;
  private final DuplicateReview review;
  private final Trash trash;
  private final LinkedHashMap<String, Planned> plans = new LinkedHashMap<>(); // guarded by this

  /// @param collection asked each time, because it may move to another model meanwhile
  public DuplicateRemoval(
      Supplier<VectorCollection> collection,
      Pictures pictures,
      DuplicateReview review,
      Trash trash) {
    this.collection = collection;
    this.pictures = pictures;
    this.review = review;
    this.trash = trash;
  }

  /// A dry run: says what [#apply] would do, and does nothing.
  ///
  /// @throws NotFound when a group is not listed
  /// @throws InvalidRequest when a choice leaves nothing of a group, or contradicts another one
  public RemovalPlan plan(RemovalSpec spec) {
    List<Item> items = new ArrayList<>();
    List<LeftOut> left = new ArrayList<>();
    Map<Path, FileState> states = new HashMap<>();
    Map<String, DuplicateGroup> groups =
        review.groups(GroupFilter.all()).stream()
            .collect(Collectors.toMap(DuplicateGroup::id, each -> each, (a, _) -> a));
    Set<String> kept = new HashSet<>();
    Set<String> removed = new HashSet<>();
    for (RemovalSpec.Choice choice : spec.choices()) {
      DuplicateGroup listed = groups.get(choice.group());
      DuplicateGroup group =
          Optional.ofNullable(listed)
              .flatMap(each -> DuplicateReview.current(each, collection.get().defaultNamespace()))
              .orElseGet(() -> review.get(choice.group()));
      GroupMember keep = keep(group, choice);
      kept.add(keep.id());
      for (GroupMember member : removed(group, choice, keep)) {
        if (removed.add(member.id())) {
          look(group.id(), member, keep, states, items, left);
        }
      }
    }
    kept.retainAll(removed);
    if (!kept.isEmpty()) {
      throw new InvalidRequest(
          "id: %s (expected: kept or removed; one group keeps it, another removes it)"
              .formatted(kept.iterator().next()));
    }
    return remember(items, left, states);
  }

  private static GroupMember keep(DuplicateGroup group, RemovalSpec.Choice choice) {
    if (choice.keep().isPresent()) {
      return group.member(choice.keep().get());
    }
    Set<String> remove = choice.remove().orElse(Set.of());
    List<GroupMember> stay =
        group.members().stream().filter(each -> !remove.contains(each.id())).toList();
    if (stay.isEmpty()) {
      throw new InvalidRequest(
          "remove: all %d pictures of group %s (expected: one stays)"
              .formatted(group.members().size(), group.id()));
    }
    return stay.contains(group.best()) ? group.best() : BestPicture.of(stay);
  }

  private static List<GroupMember> removed(
      DuplicateGroup group, RemovalSpec.Choice choice, GroupMember keep) {
    if (choice.remove().isEmpty() && group.kind() == Kind.BURST) {
      throw new InvalidRequest(
          "remove: none of group %s (expected: ids; the pictures of a burst are different ones)"
              .formatted(group.id()));
    }
    Set<String> ids =
        choice
            .remove()
            .orElseGet(
                () ->
                    group.members().stream()
                        .map(GroupMember::id)
                        .filter(id -> !id.equals(keep.id()))
                        .collect(Collectors.toSet()));
    if (ids.contains(keep.id())) {
      throw new InvalidRequest(
          "id: %s (expected: kept or removed, group: %s)".formatted(keep.id(), group.id()));
    }
    return ids.stream().sorted().map(group::member).toList();
  }

  private void look(
      String group,
      GroupMember member,
      GroupMember keep,
      Map<Path, FileState> states,
      List<Item> items,
      List<LeftOut> left) {
    try {
      Item item =
          new Item(group, member, pictures.file(member.id()), keep, pictures.file(keep.id()));
      FileState state = FileState.of(item.file());
      FileState keptState = FileState.of(item.kept());
      Optional<Reason> against = against(item, state, keptState);
      if (against.isPresent()) {
        left.add(new LeftOut(member.id(), against.get()));
        return;
      }
      states.put(item.file(), state);
      states.put(item.kept(), keptState);
      items.add(item);
    } catch (IOException | NotFound gone) {
      left.add(new LeftOut(member.id(), Reason.GONE));
    }
  }

  private static Optional<Reason> against(Item item, FileState state, FileState kept)
      throws IOException {
    if (Files.isSymbolicLink(item.file())) {
      return Optional.of(Reason.LINK);
    }
    if (Files.isSameFile(item.file(), item.kept())) {
      return Optional.of(Reason.SAME_FILE);
    }
    return state.bytes() == item.remove().bytes() && kept.bytes() == item.keep().bytes()
        ? Optional.empty()
        : Optional.of(Reason.CHANGED);
  }

  private synchronized RemovalPlan remember(
      List<Item> items, List<LeftOut> left, Map<Path, FileState> states) {
    RemovalPlan plan =
        new RemovalPlan(
            UUID.randomUUID().toString().substring(0, 13),
            collection.get().name(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS),
            items,
            left);
    plans.put(plan.id(), new Planned(plan, Map.copyOf(states)));
    if (plans.size() > MOST_PLANS) {
      plans.pollFirstEntry();
    }
    return plan;
  }

  /// Does what a dry run has said.
  ///
  /// @param id of the plan
  /// @throws Conflict when it is not good any more; then nothing was done
  public RemovalResult apply(String id) {
    trash.lock().lock();
    try {
      Planned planned = take(id);
      requireUnchanged(planned);
      List<TrashEntry> removed = new ArrayList<>();
      List<LeftOut> left = new ArrayList<>();
      for (Item item : planned.plan().items()) {
        Optional<Reason> against = remove(item, removed);
        against.ifPresent(reason -> left.add(new LeftOut(item.remove().id(), reason)));
      }
      review.removed(removed.stream().map(TrashEntry::picture).collect(Collectors.toSet()));
      return new RemovalResult(removed, left);
    } finally {
      trash.lock().unlock();
    }
  }

  /// What was known of the groups is not true any more when this one is done.
  private synchronized Planned take(String id) {
    Planned planned = plans.remove(id);
    if (planned == null) {
      throw stale(id, "it was applied, or something was removed since");
    }
    plans.clear();
    return planned;
  }

  private static Conflict stale(String id, String why) {
    return new Conflict(
        "dry run: %s is not good any more: %s (expected: a fresh one). Make a dry run again."
            .formatted(id, why));
  }

  private void requireUnchanged(Planned planned) {
    RemovalPlan plan = planned.plan();
    Set<String> listed =
        review.groups(GroupFilter.all()).stream()
            .map(DuplicateGroup::id)
            .collect(Collectors.toSet());
    for (Item item : plan.items()) {
      if (!listed.contains(item.group())) {
        throw stale(plan.id(), "group %s is not listed now".formatted(item.group()));
      }
    }
    planned
        .states()
        .forEach(
            (file, state) -> {
              try {
                if (!FileState.of(file).equals(state)) {
                  throw stale(plan.id(), file + " was changed");
                }
              } catch (IOException gone) {
                throw stale(plan.id(), file + " is gone");
              }
            });
  }

  /// @return why it stays
  private Optional<Reason> remove(Item item, List<TrashEntry> removed) {
    try {
      Optional<Reason> against =
          against(item, FileState.of(item.file()), FileState.of(item.kept()));
      if (against.isPresent()) {
        return against;
      }
      if (!Digests.sha256(item.kept()).equals(item.keep().sha256())
          || !Digests.sha256(item.file()).equals(item.remove().sha256())) {
        return Optional.of(Reason.CHANGED);
      }
      return take(item, removed);
    } catch (IOException gone) {
      return Optional.of(Reason.GONE);
    }
  }

  private Optional<Reason> take(Item item, List<TrashEntry> removed) {
    TrashEntry entry = entry(item);
    try {
      trash.take(entry, item.file(), entry.upload());
      // It may have been written to between being read and being moved.
      if (!Digests.sha256(trash.content(entry)).equals(entry.sha256())) {
        putBack(entry, item.file());
        return Optional.of(Reason.CHANGED);
      }
      endRecord(entry);
      removed.add(entry);
      return Optional.empty();
    } catch (IOException | ServiceException failed) {
      LOG.log(Level.WARNING, "duplicate stays file=" + item.file(), failed);
      return Optional.of(Reason.FAILED);
    }
  }

  private void putBack(TrashEntry entry, Path file) throws IOException {
    if (!entry.upload()) {
      trash.moves().moveBack(trash.content(entry), file);
    }
    trash.discard(entry);
  }

  private void endRecord(TrashEntry entry) throws IOException {
    try {
      if (entry.upload()) {
        pictures.removeUpload(entry.picture());
      } else {
        int _ = collection.get().defaultNamespace().delete(List.of(entry.picture()));
      }
    } catch (ServiceException failed) {
      if (entry.upload()) {
        trash.discard(entry);
        throw failed;
      }
      // The file is in the trash; the next indexing ends the record.
      LOG.log(Level.WARNING, "record of a removed file stays id=" + entry.picture(), failed);
    }
  }

  private TrashEntry entry(Item item) {
    Optional<VectorRecord> record =
        collection.get().defaultNamespace().fetch(List.of(item.remove().id())).stream().findFirst();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    return new TrashEntry(
        now.toString().replace(":", "").replace("-", "")
            + "-"
            + UUID.randomUUID().toString().substring(0, 8),
        collection.get().name(),
        item.remove().id(),
        item.file().toString(),
        item.remove().sha256(),
        item.remove().bytes(),
        now,
        item.keep().id(),
        record.map(each -> Uploads.holds(each.metadata())).orElse(false),
        record.map(
            each ->
                new TrashedRecord(
                    each.vector(), each.metadata(), Restoration.model(collection.get()))));
  }

  /// Moves pictures back from the trash, with their records. One whose vector is of another model
  /// than the collection's comes back with the next indexing.
  ///
  /// @param ids of entries; all of the collection when empty
  /// @throws NotFound when an id names no entry; then nothing is moved
  public RestoreResult restore(List<String> ids) {
    return new Restoration(collection.get(), pictures, trash).restore(ids);
  }
}
