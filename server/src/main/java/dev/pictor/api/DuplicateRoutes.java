package dev.pictor.api;

import static dev.pictor.http.Route.administers;
import static dev.pictor.http.Route.reads;
import static dev.pictor.http.Route.writes;

import dev.pictor.duplicates.DuplicateGroup;
import dev.pictor.duplicates.DuplicateGroup.Kind;
import dev.pictor.duplicates.GroupFilter;
import dev.pictor.duplicates.RemovalSpec;
import dev.pictor.duplicates.ScanProgress;
import dev.pictor.duplicates.TrashEntry;
import dev.pictor.http.Call;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.store.Page;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Duplicates: looking for them, the groups that were found, dry runs and removals, the trash.
final class DuplicateRoutes {

  private static final String ALL = Views.PREFIX + "/collections/{name}/duplicates";
  private static final String DISMISSALS = ALL + "/dismissals";
  private static final String TRASH = ALL + "/trash";

  private final NativeApi.Parts parts;

  DuplicateRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, ALL, this::list),
        writes(Method.POST, ALL, this::search),
        writes(Method.POST, DISMISSALS, this::dismiss),
        writes(Method.DELETE, DISMISSALS, this::forgetDismissals),
        administers(Method.POST, ALL + "/dry-run", this::dryRun),
        administers(Method.POST, ALL + "/apply", this::apply),
        reads(Method.GET, TRASH, this::trash),
        administers(Method.POST, TRASH + "/restore", this::restore),
        administers(Method.DELETE, TRASH, this::empty));
  }

  private Duplicates.Of of(Call call) {
    return parts.duplicates().of(call.pathValue("name"));
  }

  private Reply search(Call call) {
    String name = call.pathValue("name");
    JobTask task = parts.duplicates().search(name);
    return JobRoutes.started(
        parts.jobs().start(name, new Job.Work.FindingDuplicates(ScanProgress.none()), task));
  }

  private Reply list(Call call) {
    Duplicates.Of of = of(call);
    String name = of.name();
    GroupFilter filter = DuplicateReader.filter(call);
    Page<DuplicateGroup> page =
        of.review()
            .page(
                parts.catalog().get(name).defaultNamespace(),
                filter,
                call.query("cursor").map(Cursor::lastId).orElse(""),
                DuplicateReader.limit(call));
    List<DuplicateGroup> all = of.review().groups(filter);
    Map<String, Object> view = new LinkedHashMap<>();
    of.review().searched().ifPresent(when -> view.put("searched", when.toString()));
    parts.jobs().running(name, Job.Kind.DUPLICATES).ifPresent(job -> view.put("job", job));
    view.put("copies", count(all, Kind.COPIES));
    view.put("bursts", count(all, Kind.BURST));
    view.put(
        "bytes",
        all.stream()
            .filter(each -> each.kind() == Kind.COPIES)
            .mapToLong(DuplicateViews::others)
            .sum());
    view.put("dismissed", of.review().dismissals());
    view.put(
        "groups", page.records().stream().map(each -> DuplicateViews.group(name, each)).toList());
    page.next().ifPresent(id -> view.put("next", Cursor.ofLastId(id)));
    return Reply.json(view);
  }

  private static long count(List<DuplicateGroup> groups, Kind kind) {
    return groups.stream().filter(each -> each.kind() == kind).count();
  }

  private Reply dismiss(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String group = fields.text("group");
    fields.refuseOthers();
    of(call).review().dismiss(group);
    return Reply.noContent();
  }

  private Reply forgetDismissals(Call call) {
    of(call).review().forgetDismissals();
    return Reply.noContent();
  }

  private Reply dryRun(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    Duplicates.Of of = of(call);
    RemovalSpec spec = DuplicateReader.removal(fields, of.review());
    return Reply.json(DuplicateViews.plan(of.removal().plan(spec)));
  }

  private Reply apply(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    String id = fields.text("dryRun");
    fields.refuseOthers();
    Duplicates.Of of = of(call);
    requireStill(of.name());
    return Reply.json(DuplicateViews.result(of.removal().apply(id)));
  }

  /// A run that has read a file before it was moved would write its record after.
  private void requireStill(String collection) {
    parts.jobs().makeWay(collection);
    parts.jobs().requireIdle(collection, Job.Kind.INDEX);
  }

  private Reply trash(Call call) {
    String name = of(call).name();
    List<TrashEntry> all = parts.duplicates().trash().list(name);
    int from = 0;
    String after = call.query("cursor").map(Cursor::lastId).orElse("");
    if (!after.isEmpty()) {
      while (from < all.size() && !all.get(from).id().equals(after)) {
        from++;
      }
      from = Math.min(all.size(), from + 1);
    }
    int to = Math.min(all.size(), from + DuplicateReader.limit(call));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("total", all.size());
    view.put("bytes", all.stream().mapToLong(TrashEntry::bytes).sum());
    view.put("entries", all.subList(from, to).stream().map(DuplicateViews::entry).toList());
    if (to < all.size()) {
      view.put("next", Cursor.ofLastId(all.get(to - 1).id()));
    }
    return Reply.json(view);
  }

  private Reply restore(Call call) throws IOException {
    JsonFields fields = call.jsonFields();
    List<String> ids = fields.texts("ids");
    fields.refuseOthers();
    return Reply.json(DuplicateViews.restored(of(call).removal().restore(ids)));
  }

  private Reply empty(Call call) {
    String name = of(call).name();
    List<TrashEntry> gone = parts.duplicates().trash().empty(name, call.queryValues("id"));
    return Reply.json(
        Map.of("deleted", gone.size(), "bytes", gone.stream().mapToLong(TrashEntry::bytes).sum()));
  }
}
