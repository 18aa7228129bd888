package dev.pictor.remotepinecone;

import com.google.protobuf.Message;
import dev.pictor.error.NotFound;
import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.remotepinecone.DataPlane.Answer;
import dev.pictor.store.CollectionSpec;
import io.pinecone.proto.DescribeIndexStatsRequest;
import io.pinecone.proto.VectorServiceGrpc.VectorServiceBlockingStub;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One index, while it exists: its description and the way to it. Thread-safe.
final class IndexAccess {

  private static final Duration FIRST_LOOK = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final PineconeAccess access;
  private final Calls calls;

  private volatile CollectionSpec spec;
  private volatile DataPlane plane;
  private volatile @Nullable Supplier<RuntimeException> ended;

  IndexAccess(PineconeAccess access, CollectionSpec spec, String host, Calls calls) {
    this.access = access;
    this.calls = calls;
    this.spec = spec;
    this.plane = new DataPlane(access, host, calls);
  }

  /// What the control plane says of it now.
  synchronized void update(CollectionSpec changed, String host) {
    spec = changed;
    if (!plane.host().equals(host) && ended == null) {
      DataPlane old = plane;
      plane = new DataPlane(access, host, calls);
      old.close();
    }
  }

  synchronized void drop() {
    end(
        () ->
            new NotFound(
                "collection: %s (expected: an existing one; it was deleted)"
                    .formatted(spec.name())));
  }

  synchronized void close() {
    end(
        () ->
            new Unavailable(
                "store: it is closed (expected: open, collection: " + spec.name() + ")"));
  }

  private void end(Supplier<RuntimeException> why) {
    if (ended == null) {
      ended = why;
      plane.close();
    }
  }

  CollectionSpec spec() {
    return spec;
  }

  /// @throws NotFound when it was deleted
  /// @throws Unavailable when the store is closed
  void requireOpen() {
    Supplier<RuntimeException> why = ended;
    if (why != null) {
      throw why.get();
    }
  }

  <Q extends Message, R extends Message> R read(
      BiFunction<VectorServiceBlockingStub, Q, R> method, Q request) {
    requireOpen();
    return plane.call(method, request).message();
  }

  /// Returns once reads see what was written: at once where the service says so, else when it says
  /// that reads are so far, else when `seen` finds it.
  ///
  /// @param seen whether a read shows it
  <Q extends Message, R extends Message> R write(
      BiFunction<VectorServiceBlockingStub, Q, R> method, Q request, BooleanSupplier seen) {
    requireOpen();
    Answer<R> answer = plane.call(method, request);
    if (!answer.isVisible()) {
      await(answer.written(), seen);
    }
    return answer.message();
  }

  private void await(OptionalLong written, BooleanSupplier seen) {
    long end = System.nanoTime() + LONGEST_WAIT.toNanos();
    Duration pause = FIRST_LOOK;
    while (!(written.isPresent() ? isReadable(written.getAsLong(), seen) : seen.getAsBoolean())) {
      if (System.nanoTime() > end) {
        throw new Overloaded(
            "write: accepted, but after %d s no read shows it (expected: seconds, collection: %s). Look before writing it again."
                .formatted(LONGEST_WAIT.toSeconds(), spec.name()),
            LONGEST_PAUSE);
      }
      calls.pause(pause);
      Duration next = pause.multipliedBy(2);
      pause = next.compareTo(LONGEST_PAUSE) < 0 ? next : LONGEST_PAUSE;
    }
  }

  private boolean isReadable(long written, BooleanSupplier seen) {
    OptionalLong readable =
        plane
            .call(
                VectorServiceBlockingStub::describeIndexStats,
                DescribeIndexStatsRequest.getDefaultInstance())
            .readable();
    return readable.isPresent() ? readable.getAsLong() >= written : seen.getAsBoolean();
  }
}
