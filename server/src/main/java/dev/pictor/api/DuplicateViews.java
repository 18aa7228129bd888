package dev.pictor.api;

import dev.pictor.duplicates.DuplicateGroup;
import dev.pictor.duplicates.GroupMember;
import dev.pictor.duplicates.RemovalPlan;
import dev.pictor.duplicates.RemovalResult;
import dev.pictor.duplicates.RestoreResult;
import dev.pictor.duplicates.ScanProgress;
import dev.pictor.duplicates.TrashEntry;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Duplicates as the JSON of `docs/api.md`.
final class DuplicateViews {

  private DuplicateViews() {}

  static Map<String, Object> progress(ScanProgress progress) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("phase", Views.lower(progress.phase()));
    view.put("total", progress.total());
    view.put("done", progress.done());
    view.put("looked", progress.looked());
    view.put("unreadable", progress.unreadable());
    view.put("groups", progress.groups());
    view.put("bursts", progress.bursts());
    view.put("elapsed", Views.seconds(progress.elapsed()));
    progress.remaining().ifPresent(left -> view.put("remaining", Views.seconds(left)));
    return view;
  }

  static Map<String, Object> group(String collection, DuplicateGroup group) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", group.id());
    view.put("kind", Views.lower(group.kind()));
    view.put("stage", Views.lower(group.stage()));
    view.put("sure", Views.lower(group.sureness()));
    view.put("best", group.best().id());
    view.put("bytes", others(group));
    view.put("pictures", group.members().stream().map(each -> member(collection, each)).toList());
    return view;
  }

  /// Bytes of all but the best.
  static long others(DuplicateGroup group) {
    return group.others().stream().mapToLong(GroupMember::bytes).sum();
  }

  private static Map<String, Object> member(String collection, GroupMember member) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", member.id());
    view.put("stage", Views.lower(member.stage()));
    view.put("sure", Views.lower(member.sureness()));
    view.put("likeness", Math.round(member.likeness() * 1e4) / 1e4);
    view.put("bytes", member.bytes());
    putUnless(view, "width", member.width(), member.width() == 0);
    putUnless(view, "height", member.height(), member.height() == 0);
    putUnless(view, "format", member.format(), member.format().isEmpty());
    putUnless(view, "timestamp", member.timestamp(), member.timestamp().isEmpty());
    putUnless(view, "camera", member.camera(), member.camera().isEmpty());
    view.put("thumbnail", Views.image(collection, member.id()) + "/thumbnail");
    return view;
  }

  private static void putUnless(
      Map<String, Object> view, String field, Object value, boolean absent) {
    if (!absent) {
      view.put(field, value);
    }
  }

  static Map<String, Object> plan(RemovalPlan plan) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", plan.id());
    view.put("created", plan.created().toString());
    view.put("files", plan.items().size());
    view.put("bytes", plan.bytes());
    view.put("remove", plan.items().stream().map(DuplicateViews::item).toList());
    view.put("left", left(plan.left()));
    return view;
  }

  private static Map<String, Object> item(RemovalPlan.Item item) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("group", item.group());
    view.put("id", item.remove().id());
    view.put("path", item.file().toString());
    view.put("bytes", item.remove().bytes());
    view.put("keep", item.keep().id());
    view.put("stage", Views.lower(item.remove().stage()));
    view.put("sure", Views.lower(item.remove().sureness()));
    return view;
  }

  private static List<Map<String, String>> left(List<RemovalPlan.LeftOut> left) {
    return left.stream()
        .map(each -> Map.of("id", each.id(), "reason", reason(each.reason())))
        .toList();
  }

  private static String reason(RemovalPlan.Reason reason) {
    return Views.lower(reason).replace('_', '-');
  }

  static Map<String, Object> result(RemovalResult result) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("removed", result.removed().stream().map(DuplicateViews::entry).toList());
    view.put("bytes", result.bytes());
    view.put("left", left(result.left()));
    return view;
  }

  static Map<String, Object> entry(TrashEntry entry) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", entry.id());
    view.put("picture", entry.picture());
    view.put("path", entry.path());
    view.put("bytes", entry.bytes());
    view.put("removed", entry.removed().toString());
    view.put("kept", entry.kept());
    return view;
  }

  static Map<String, Object> restored(RestoreResult result) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("restored", result.restored().stream().map(DuplicateViews::entry).toList());
    view.put(
        "left",
        result.left().stream()
            .map(
                each ->
                    Map.of(
                        "id",
                        each.entry().id(),
                        "picture",
                        each.entry().picture(),
                        "reason",
                        each.reason()))
            .toList());
    return view;
  }
}
