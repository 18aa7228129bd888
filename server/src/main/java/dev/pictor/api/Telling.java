package dev.pictor.api;

import dev.pictor.answer.Answer;
import dev.pictor.answer.Ending;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.Failure;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// An answer that is told on a thread of its own, so that whoever passes it on can meanwhile see
/// whether the client is still there. Closing ends the telling.
final class Telling implements AutoCloseable {

  private static final Logger LOG = System.getLogger(Telling.class.getName());

  // A model that speaks faster than the client listens must wait.
  private static final int MOST_WAITING = 1000;

  /// What comes next.
  sealed interface Piece {}

  /// Nothing yet.
  record Silence() implements Piece {}

  record Text(String text) implements Piece {}

  record End(Ending ending) implements Piece {}

  private final BlockingQueue<Piece> pieces = new LinkedBlockingQueue<>(MOST_WAITING);
  private final Thread thread;

  private Telling(Answer answer) {
    this.thread = Thread.ofVirtual().name("answer").unstarted(() -> tell(answer));
  }

  static Telling start(Answer answer) {
    Telling telling = new Telling(answer);
    telling.thread.start();
    return telling;
  }

  private void tell(Answer answer) {
    Ending ending;
    try {
      ending = answer.tell(text -> put(new Text(text)));
    } catch (RuntimeException e) { // else whoever waits would wait for ever
      LOG.log(Level.ERROR, "an answer failed", e);
      ending =
          new Ending.Failed(
              Failure.of(ErrorCode.SERVER_FAULT, "a fault of the server; its log has the details"));
    }
    put(new End(ending));
  }

  private void put(Piece piece) {
    try {
      pieces.put(piece);
    } catch (InterruptedException e) { // closed
      Thread.currentThread().interrupt();
    }
  }

  /// Waits for the next piece, [Silence] after `patience`.
  Piece next(Duration patience) throws InterruptedException {
    Piece next = pieces.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
    return next == null ? new Silence() : next;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
