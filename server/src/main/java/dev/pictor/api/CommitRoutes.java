package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.error.InvalidRequest;
import dev.pictor.follow.FollowState;
import dev.pictor.http.Call;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import dev.pictor.store.CollectionSpec;
import dev.pictor.store.CommitHead;
import dev.pictor.store.Commits;
import dev.pictor.store.HeldFiles;
import dev.pictor.store.SpecJson;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The newest commits of collections as files, for servers that follow this one, and how far this
/// one follows another. What they hand out is what a key of the scope `read` may export, too.
final class CommitRoutes {

  private static final String ALL = Views.PREFIX + "/commits";
  private static final String ONE = ALL + "/{lease}";

  private final NativeApi.Parts parts;

  CommitRoutes(NativeApi.Parts parts) {
    this.parts = parts;
  }

  List<Route> routes() {
    return List.of(
        reads(Method.GET, Views.PREFIX + "/replication", call -> replication()),
        reads(Method.GET, ALL, call -> heads()),
        reads(Method.POST, Views.PREFIX + "/collections/{name}/commits", this::hold),
        reads(Method.GET, ONE + "/files/{file}", this::file),
        reads(Method.POST, ONE + "/release", this::release));
  }

  private Commits commits() {
    return parts
        .catalog()
        .commits()
        .orElseThrow(
            () ->
                new InvalidRequest(
                    "commits: this store has none (expected: the embedded one, which can be followed)"));
  }

  private Reply heads() {
    List<CommitHead> heads = commits().heads();
    Set<String> unreadable = new TreeSet<>(parts.catalog().damaged().keySet());
    parts.catalog().list().forEach(each -> unreadable.add(each.name()));
    heads.forEach(each -> unreadable.remove(each.spec().name()));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("collections", heads.stream().map(CommitRoutes::view).toList());
    view.put("unreadable", unreadable);
    return Reply.json(view);
  }

  private static Map<String, Object> view(CommitHead head) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("name", head.spec().name());
    view.put("commit", head.commit());
    view.put("version", head.version());
    view.put("spec", spec(head.spec()));
    return view;
  }

  private static ObjectNode spec(CollectionSpec spec) {
    ObjectNode json = JsonMapper.shared().createObjectNode();
    SpecJson.put(json, spec);
    return json;
  }

  private Reply hold(Call call) {
    HeldFiles held = commits().hold(call.pathValue("name"));
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("lease", parts.leases().keep(held));
    view.put("expires", parts.leases().patience().toSeconds());
    view.putAll(view(held.head()));
    view.put(
        "files",
        held.files().entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    each ->
                        Map.of(
                            "bytes",
                            each.getValue().bytes(),
                            "checksum",
                            each.getValue().checksum()))));
    return Reply.json(201, view);
  }

  private Reply file(Call call) throws IOException {
    Parameters.refuseOthers(call, List.of("from"));
    String name = call.pathValue("file");
    HeldFiles held = parts.leases().use(call.pathValue("lease"));
    var mark = held.files().get(name);
    long bytes = mark == null ? 0 : mark.bytes();
    long from = Parameters.bytes(call, "from", bytes);
    InputStream in = held.read(name, from);
    String lease = call.pathValue("lease");
    return Reply.stream(
        "application/octet-stream",
        bytes - from,
        out -> {
          try (in) {
            byte[] piece = new byte[1 << 16];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
              out.write(piece, 0, count);
              parts.leases().renew(lease);
            }
          }
        });
  }

  private Reply release(Call call) {
    parts.leases().release(call.pathValue("lease"));
    return Reply.noContent();
  }

  private Reply replication() {
    return Reply.json(
        parts
            .follower()
            .map(each -> view(each.state()))
            .orElseGet(() -> Map.of("role", "leader", "leases", parts.leases().count())));
  }

  private static Map<String, Object> view(FollowState state) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("role", "follower");
    view.put("leader", state.leader().toString());
    view.put("lagSeconds", state.lag().toMillis() / 1e3);
    view.put("versionsBehind", state.behind());
    state.synced().ifPresent(at -> view.put("synced", at.toString()));
    view.put("fetchedFiles", state.fetchedFiles());
    view.put("fetchedBytes", state.fetchedBytes());
    state
        .problem()
        .ifPresent(
            why -> {
              view.put("problem", why.sentence());
              view.put("problemCode", why.diagnosis().code().wireName());
              view.put("problemValues", why.diagnosis().values());
            });
    view.put(
        "collections",
        state.copies().stream()
            .map(
                each ->
                    Map.of(
                        "name",
                        each.collection(),
                        "version",
                        each.version(),
                        "leaderVersion",
                        each.leaderVersion()))
            .toList());
    return view;
  }
}
