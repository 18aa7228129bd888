package dev.pictor.vision;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.pictor.answer.Ending;
import dev.pictor.answer.VisionModel;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;

/// A vision model behind an endpoint that speaks OpenAI's protocol. Thread-safe.
///
/// Answers are streamed. Before the first word a request is repeated after growing pauses when the
/// endpoint is busy, broken or away; after it nothing is repeated, because what was said is said.
public final class OpenAiVision implements VisionModel, AutoCloseable {

  private static final int RETRIES = 2;
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

  private final VisionSettings settings;
  private final Faults faults;
  private final HttpClient http;

  public OpenAiVision(VisionSettings settings) {
    this.settings = settings;
    this.faults = new Faults(settings);
    // Small servers of Python do not understand the offer of HTTP/2, and a redirect would carry the
    // key along.
    this.http =
        HttpClient.newBuilder().version(Version.HTTP_1_1).followRedirects(Redirect.NEVER).build();
  }

  @Override
  public String name() {
    return settings.model();
  }

  @Override
  public Ending answer(Request request, Consumer<String> text) {
    ChatRequest chat = chat(request);
    long deadline = System.nanoTime() + settings.timeout().toNanos();
    RetryPolicy<Spoken> policy =
        RetryPolicy.<Spoken>builder()
            .handleResultIf(spoken -> spoken.mayRepeat(deadline - System.nanoTime()))
            .withMaxRetries(RETRIES)
            .withDelayFn(context -> context.getLastResult().pause())
            .withBackoff(PAUSE.toMillis(), LONGEST_PAUSE.toMillis(), ChronoUnit.MILLIS)
            .build();
    try {
      return Failsafe.with(policy).get(() -> ask(chat, text, deadline)).ending(faults);
    } catch (FailsafeException interrupted) {
      Thread.currentThread().interrupt();
      return new Ending.Failed(faults.stopped().failure());
    }
  }

  private Spoken ask(ChatRequest chat, Consumer<String> text, long deadline) {
    Exchange exchange = new Exchange(http, faults, deadline);
    Spoken spoken = new Spoken(text, exchange);
    OpenAiStreamingChatModel.builder()
        .httpClientBuilder(exchange.builder())
        .baseUrl(settings.url().toString())
        .apiKey(settings.key().isEmpty() ? null : settings.key())
        .modelName(settings.model())
        .build()
        .chat(chat, spoken);
    return spoken;
  }

  private static ChatRequest chat(Request request) {
    List<Content> contents = new ArrayList<>();
    for (Shown shown : request.pictures()) {
      contents.add(TextContent.from(shown.note()));
      contents.add(
          ImageContent.from(Base64.getEncoder().encodeToString(shown.jpeg()), "image/jpeg"));
    }
    contents.add(TextContent.from(request.question()));
    return ChatRequest.builder()
        .messages(SystemMessage.from(request.instructions()), UserMessage.from(contents))
        .build();
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
