package dev.pictor.vision;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatResponseMetadata;
import dev.langchain4j.model.output.FinishReason;
import dev.pictor.answer.Ending;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What a model said in one exchange, and how it ended. Used by one thread.
final class Spoken implements StreamingChatResponseHandler {

  private final Consumer<String> text;
  private final Exchange exchange;
  private boolean begun;
  private @Nullable ChatResponse response;
  private @Nullable Throwable error;

  Spoken(Consumer<String> text, Exchange exchange) {
    this.text = text;
    this.exchange = exchange;
  }

  @Override
  public void onPartialResponse(String piece) {
    if (!piece.isEmpty()) {
      begun = true;
      text.accept(piece);
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse complete) {
    response = complete;
  }

  @Override
  public void onError(Throwable failed) {
    error = failed;
  }

  /// Whether the same request may be sent again within the time that is left.
  boolean mayRepeat(long leftNanos) {
    return !begun
        && exchange
            .fault()
            .filter(Fault::passing)
            .filter(fault -> Duration.ofMillis(fault.pauseMillis()).toNanos() < leftNanos)
            .isPresent();
  }

  /// That the endpoint asked for; negative when it did not.
  Duration pause() {
    return Duration.ofMillis(exchange.fault().map(Fault::pauseMillis).orElse(-1L));
  }

  Ending ending(Faults faults) {
    if (exchange.fault().isPresent()) {
      return new Ending.Failed(exchange.fault().get().failure());
    }
    if (Thread.currentThread().isInterrupted()) {
      return new Ending.Failed(faults.stopped().failure());
    }
    ChatResponse complete = response;
    if (error != null || complete == null) {
      return broken(faults, error == null ? "no answer" : String.valueOf(error.getMessage()));
    }
    return ending(faults, complete);
  }

  private Ending ending(Faults faults, ChatResponse complete) {
    List<JsonNode> events =
        ((OpenAiChatResponseMetadata) complete.metadata())
            .rawServerSentEvents().stream().map(Spoken::json).toList();
    String refusal = joined(events, "/choices/0/delta/refusal");
    if (!refusal.isEmpty()) {
      return new Ending.Refused(refusal);
    }
    FinishReason reason = complete.metadata().finishReason();
    if (reason == FinishReason.CONTENT_FILTER) {
      return new Ending.Refused("");
    }
    String told = joined(events, "/error/message");
    if (reason == null || !told.isEmpty()) {
      return broken(faults, told.isEmpty() ? "it ends in the middle" : told);
    }
    return begun ? new Ending.Complete() : broken(faults, "an empty answer");
  }

  private static Ending broken(Faults faults, String detail) {
    return new Ending.Failed(faults.broken(detail).failure());
  }

  private static String joined(List<JsonNode> events, String pointer) {
    return events.stream()
        .map(event -> event.at(pointer))
        .filter(JsonNode::isString)
        .map(JsonNode::stringValue)
        .collect(Collectors.joining());
  }

  private static JsonNode json(ServerSentEvent event) {
    try {
      return JsonMapper.shared().readTree(event.data());
    } catch (JacksonException e) {
      return JsonMapper.shared().nullNode();
    }
  }
}
