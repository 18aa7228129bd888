package dev.pictor.api;

import static dev.pictor.http.Route.reads;

import dev.pictor.answer.Answer;
import dev.pictor.answer.Answerer;
import dev.pictor.answer.Ending;
import dev.pictor.answer.Subject;
import dev.pictor.clip.ModelUse;
import dev.pictor.collection.VectorCollection;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import dev.pictor.error.InvalidRequest;
import dev.pictor.error.NotFound;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Json;
import dev.pictor.http.Method;
import dev.pictor.http.Reply;
import dev.pictor.http.Route;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Questions about pictures, answered in one piece or as a stream of events.
final class AskRoutes {

  private static final String EVENTS = "text/event-stream";
  // Without a sign of life for long, proxies cut the connection; and one that is gone is noticed.
  private static final Duration KEEP_ALIVE = Duration.ofSeconds(5);

  private final NativeApi.Parts parts;
  private final AskReader reader;

  AskRoutes(NativeApi.Parts parts, AskReader reader) {
    this.parts = parts;
    this.reader = reader;
  }

  List<Route> routes() {
    return List.of(reads(Method.POST, Views.PREFIX + "/ask", this::ask));
  }

  private Reply ask(Call call) throws IOException {
    long start = System.nanoTime();
    AskRequest request = reader.read(call);
    Answer answer = find(request);
    AnswerViews views = new AnswerViews(parts.libraries(), collection(request), answer, start);
    if (call.header("Accept").orElse("").contains(EVENTS)) {
      return Reply.stream(EVENTS, out -> stream(answer, views, out))
          .with("Cache-Control", "no-store")
          .with("X-Accel-Buffering", "no");
    }
    StringBuilder text = new StringBuilder();
    Ending ending = answer.tell(text::append);
    if (ending instanceof Ending.Failed(Failure failure) && text.isEmpty()) {
      int status = failure.diagnosis().code() == ErrorCode.ANSWER_LATE ? 504 : 502;
      throw new HttpFailure(status, failure.diagnosis(), failure.sentence());
    }
    return Reply.json(views.whole(text.toString(), ending));
  }

  private Answer find(AskRequest request) {
    Answering answering = parts.answering();
    try (ModelUse use = parts.models().use(request.model())) {
      return new Answerer(
              use.embedder(), parts.calibrator(), answering.decoder(), answering.model())
          .answer(
              request.question(),
              request.subject(),
              request.limit(),
              id -> jpeg(collection(request), id));
    } catch (InvalidRequest e) {
      throw request.subject() instanceof Subject.Given ? HttpFailure.unreadablePicture(e) : e;
    }
  }

  private static String collection(AskRequest request) {
    return switch (request.subject()) {
      case Subject.Matching(VectorCollection collection, var _) -> collection.name();
      case Subject.Indexed(VectorCollection collection, var _) -> collection.name();
      case Subject.Given _ -> "";
    };
  }

  private Optional<byte[]> jpeg(String collection, String id) {
    try {
      return Optional.of(parts.libraries().get(collection).thumbnail(id, Answerer.LONG_SIDE));
    } catch (NotFound | InvalidRequest none) { // of pictures, or it has gone since
      return Optional.empty();
    }
  }

  private static void stream(Answer answer, AnswerViews views, OutputStream out)
      throws IOException {
    event(out, "sources", views.sources());
    StringBuilder text = new StringBuilder();
    try (Telling telling = Telling.start(answer)) {
      while (true) {
        switch (telling.next(KEEP_ALIVE)) {
          case Telling.Silence() -> {
            out.write(": still answering\n\n".getBytes(StandardCharsets.UTF_8));
            out.flush();
          }
          case Telling.Text(String piece) -> {
            text.append(piece);
            event(out, "text", Map.of("text", piece));
          }
          case Telling.End(Ending ending) -> {
            event(out, "end", views.whole(text.toString(), ending));
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while answering");
    }
  }

  private static void event(OutputStream out, String name, Map<String, Object> data)
      throws IOException {
    out.write(("event: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    out.write(Json.write(data));
    out.write("\n\n".getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
