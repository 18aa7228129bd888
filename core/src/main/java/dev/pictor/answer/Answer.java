package dev.pictor.answer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// An answer that is ready to be told, once.
public final class Answer {

  /// Tells an answer piece by piece.
  @FunctionalInterface
  interface Teller {
    Ending tell(Consumer<String> text);
  }

  private final Optional<String> model;
  private final List<AnswerSource> sources;
  private final Duration finding;
  private final Teller teller;

  Answer(Optional<String> model, List<AnswerSource> sources, Duration finding, Teller teller) {
    this.model = model;
    this.sources = List.copyOf(sources);
    this.finding = finding;
    this.teller = teller;
  }

  /// The model that looks at the pictures; empty when the answer comes from records alone.
  public Optional<String> model() {
    return model;
  }

  /// The records that the answer is made from, the nearest first.
  public List<AnswerSource> sources() {
    return sources;
  }

  /// How long it took to find them.
  public Duration finding() {
    return finding;
  }

  /// Hands over the text piece by piece on the calling thread, which an interrupt sets free.
  public Ending tell(Consumer<String> text) {
    return teller.tell(text);
  }
}
