package dev.pictor.pinecone.imports;

import static dev.pictor.http.Route.keyed;

import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.Cors;
import dev.pictor.http.JsonFields;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.RouteGroup;
import dev.pictor.pinecone.data.DataErrors;
import dev.pictor.pinecone.imports.BulkImport.OnError;
import dev.pictor.pinecone.index.Dialect;
import dev.pictor.pinecone.index.PageToken;
import dev.pictor.pinecone.index.PineconeKeys;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Bulk imports of one index over HTTP.
public final class ImportRoutes {

  private static final String PREFIX = "/bulk";
  private static final String ALL = PREFIX + "/imports";
  private static final String ONE = ALL + "/{id}";
  private static final int LARGEST_PAGE = 100;

  private final Imports imports;
  private final String index;

  public ImportRoutes(Imports imports, String index) {
    this.imports = imports;
    this.index = index;
  }

  public RouteGroup group(List<String> allowOrigins) {
    return new RouteGroup(
        "pinecone-imports",
        PREFIX,
        List.of(
            keyed(Method.POST, ALL, this::start),
            keyed(Method.GET, ALL, this::list),
            keyed(Method.GET, ONE, this::describe),
            keyed(Method.DELETE, ONE, this::cancel)),
        new DataErrors(),
        new Cors(allowOrigins, false),
        new PineconeKeys(),
        "");
  }

  /// Without an error mode bad records are left out, as with Pinecone. The name of an integration
  /// says how a cloud's storage is reached; there is none here.
  private Reply start(Call call) throws IOException {
    JsonFields body = JsonFields.of(call.json(), "");
    String uri = body.text("uri");
    String onError =
        body.optionalObject("errorMode")
            .flatMap(mode -> mode.optionalText("onError"))
            .orElse("continue");
    OnError parsed =
        OnError.parse(onError)
            .orElseThrow(
                () ->
                    new InvalidRequest(
                        "errorMode.onError: %s (expected: abort or continue)".formatted(onError)));
    return Reply.json(Map.of("id", imports.start(index, uri, parsed)));
  }

  private Reply list(Call call) {
    int limit = call.query("limit").map(ImportRoutes::limit).orElse(LARGEST_PAGE);
    String after = call.query("paginationToken").map(PageToken::after).orElse("");
    List<BulkImport> rest =
        imports.list(index).stream()
            .filter(each -> after.isEmpty() || each.number() < number(after))
            .toList();
    List<BulkImport> page = rest.subList(0, Math.min(limit, rest.size()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("data", page.stream().map(each -> view(each, call)).toList());
    if (rest.size() > limit) {
      answer.put("pagination", Map.of("next", PageToken.of(page.getLast().id())));
    }
    return Reply.json(answer);
  }

  private static int limit(String text) {
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= LARGEST_PAGE) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw new InvalidRequest(wrongLimit(text), e);
    }
    throw new InvalidRequest(wrongLimit(text));
  }

  private static String wrongLimit(String text) {
    return "limit: %s (expected: 1 to %d)".formatted(text, LARGEST_PAGE);
  }

  private static long number(String id) {
    try {
      return Long.parseLong(id);
    } catch (NumberFormatException e) {
      throw new InvalidRequest("Invalid pagination token: it is of another list", e);
    }
  }

  private Reply describe(Call call) {
    return Reply.json(view(imports.get(index, call.pathValue("id")), call));
  }

  private Reply cancel(Call call) {
    imports.cancel(index, call.pathValue("id"));
    return Reply.json(Map.of());
  }

  private static Map<String, Object> view(BulkImport each, Call call) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", each.id());
    view.put("uri", each.uri());
    view.put("status", each.status().word());
    view.put("createdAt", each.created().toString());
    each.finished().ifPresent(finished -> view.put("finishedAt", finished.toString()));
    view.put("percentComplete", Math.floor(each.counts().percent() * 10) / 10);
    view.put("recordsImported", each.counts().imported());
    each.error().ifPresent(error -> view.put("error", error));
    if (Dialect.of(call.header(Dialect.HEADER)) == Dialect.SCHEMA
        && each.status() != BulkImport.Status.PENDING) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("importSuccesses", each.counts().imported());
      result.put("importErrors", each.counts().skipped());
      view.put("validationResult", result);
    }
    return view;
  }
}
