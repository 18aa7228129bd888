package dev.pictor.server;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.pictor.clip.Caller;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ServerConnectionException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a connection of HTTP/1.1 sends. Its client is a [Caller] who has gone when the connection
/// ends while a request is being answered; one who closes only its own half is taken for gone too.
///
/// How it works: while the connection's thread answers a request it reads nothing, so another
/// thread may do the next read in its place. That it fails, or finds the end, is what is looked
/// for. Whatever comes of it is kept and is what the connection's thread gets when it reads next:
/// there is one read at a time, and nothing is lost that was sent behind the request.
final class ReadAhead implements Supplier<byte[]>, Caller {

  private final DataReader in;
  private final ReentrantLock lock = new ReentrantLock();

  @GuardedBy("lock")
  private @Nullable CompletableFuture<byte[]> ahead; // begun, and not asked for yet

  ReadAhead(DataReader in) {
    this.in = in;
  }

  /// For the thread of the connection, when no [#gone] is to come before it has returned.
  ///
  /// @throws DataReader.InsufficientDataAvailableException at the end
  /// @throws ServerConnectionException when the connection broke, or when interrupted
  @Override
  public byte[] get() {
    CompletableFuture<byte[]> begun = takeAhead();
    return begun == null ? read() : outcome(begun);
  }

  private byte[] read() {
    in.ensureAvailable();
    return in.readBytes(in.available());
  }

  private @Nullable CompletableFuture<byte[]> takeAhead() {
    lock.lock();
    try {
      CompletableFuture<byte[]> begun = ahead;
      ahead = null;
      return begun;
    } finally {
      lock.unlock();
    }
  }

  private static byte[] outcome(CompletableFuture<byte[]> begun) {
    try {
      return begun.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServerConnectionException("interrupted while waiting for the client", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw new IllegalStateException("reading ahead failed", e);
    }
  }

  @Override
  public CompletableFuture<?> gone() {
    CompletableFuture<Boolean> gone = new CompletableFuture<>();
    var _ =
        ahead()
            .exceptionally(
                end -> {
                  gone.complete(true);
                  return new byte[0];
                });
    return gone;
  }

  private CompletableFuture<byte[]> ahead() {
    lock.lock();
    try {
      CompletableFuture<byte[]> begun = ahead;
      if (begun == null) {
        begun = CompletableFuture.supplyAsync(this::read, read -> Thread.ofVirtual().start(read));
        ahead = begun;
      }
      return begun;
    } finally {
      lock.unlock();
    }
  }
}
