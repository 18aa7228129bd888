package dev.pictor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

  private final BlockingQueue<Supplier<byte[]>> coming = new LinkedBlockingQueue<>();
  private final ReadAhead client = new ReadAhead(DataReader.create(this::next));

  private byte[] next() {
    try {
      return coming.take().get();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void send(String text) {
    coming.add(() -> text.getBytes(StandardCharsets.UTF_8));
  }

  private void end(RuntimeException how) {
    coming.add(
        () -> {
          throw how;
        });
  }

  private String read() {
    return new String(client.get(), StandardCharsets.UTF_8);
  }

  @Test
  void whatIsSentIsReadInOrderWhetherAheadOrNot() {
    send("first");
    assertThat(read()).isEqualTo("first");
    CompletableFuture<?> gone = client.gone();
    CompletableFuture<?> asked = client.gone();
    send("ahead");
    send("behind");
    assertThat(read()).isEqualTo("ahead");
    assertThat(read()).isEqualTo("behind");
    CompletableFuture<?> later = client.gone();
    send("ahead again");
    assertThat(read()).isEqualTo("ahead again");
    assertThat(gone).isNotDone();
    assertThat(asked).isNotDone();
    assertThat(later).isNotDone();
  }

  @Test
  void theEndIsToldToAllWhoAskAndThenToTheReader() {
    CompletableFuture<?> one = client.gone();
    CompletableFuture<?> other = client.gone();
    end(new DataReader.InsufficientDataAvailableException());
    one.join();
    other.join();
    client.gone().join();
    assertThatThrownBy(client::get)
        .isInstanceOf(DataReader.InsufficientDataAvailableException.class);
  }

  @Test
  void aConnectionThatBreaksHasEndedAndItsReaderIsToldHow() {
    ServerConnectionException reset = new ServerConnectionException("reset", new IOException());
    end(reset);
    client.gone().join();
    assertThatThrownBy(client::get).isSameAs(reset);
  }

  @Test
  void whatCameBeforeTheEndIsReadFirst() {
    CompletableFuture<?> gone = client.gone();
    send("the last");
    end(new DataReader.InsufficientDataAvailableException());
    assertThat(read()).isEqualTo("the last");
    assertThat(gone).isNotDone();
    client.gone().join();
  }

  @Test
  void anInterruptEndsTheWaitForWhatIsReadAhead() {
    CompletableFuture<?> gone = client.gone();
    Thread.currentThread().interrupt();
    assertThatThrownBy(client::get).isInstanceOf(ServerConnectionException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(gone).isNotDone();
    send("nobody reads this");
  }
}
