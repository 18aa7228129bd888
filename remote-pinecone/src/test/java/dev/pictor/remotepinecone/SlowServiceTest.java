package dev.pictor.remotepinecone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pictor.error.Overloaded;
import dev.pictor.error.Unavailable;
import dev.pictor.metadata.Metadata;
import dev.pictor.metadata.MetadataFilter;
import dev.pictor.metadata.MetadataValue;
import dev.pictor.store.CollectionStore;
import dev.pictor.store.Page;
import dev.pictor.store.RecordHead;
import dev.pictor.store.VectorRecord;
import dev.pictor.vector.DenseVector;
import io.pinecone.proto.UpsertRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a store does when a service is late, busy, strict or away.
class SlowServiceTest {

  private FakePinecone service;
  private PineconeStore store;
  private CollectionStore late;

  @BeforeEach
  void start() throws IOException {
    service = new FakePinecone();
    store = open(service.access());
    late = store.collection("late").orElseThrow();
  }

  @AfterEach
  void stop() {
    store.close();
    service.close();
  }

  /// With pauses that a test can wait for.
  private static PineconeStore open(PineconeAccess access) {
    return PineconeStore.open(access, new Calls(Duration.ofMillis(2), Duration.ofMillis(20)));
  }

  private static VectorRecord record(String id) {
    return new VectorRecord(id, DenseVector.copyOf(1, 2), Metadata.empty());
  }

  @Test
  void writesReturnOnceReadsSeeThem() {
    service.setLooks(3);
    late.upsert("", List.of(record("a")));
    service.setLooks(0);
    assertThat(late.fetch("", List.of("a"))).containsExactly(record("a"));
    service.setLooks(3);
    VectorRecord changed = new VectorRecord("a", DenseVector.copyOf(3, 4), Metadata.empty());
    late.upsert("", List.of(changed));
    assertThat(late.fetch("", List.of("a"))).containsExactly(changed);
    assertThat(late.delete("", List.of("a"))).isEqualTo(1);
    assertThat(late.fetch("", List.of("a"))).isEmpty();
  }

  @Test
  void busyServiceIsAskedAgain() {
    service.setBusy(2, Optional.empty());
    late.upsert("", List.of(record("a")));
    assertThat(service.upserts()).hasSize(1);
    assertThat(late.fetch("", List.of("a"))).hasSize(1);
    service.setBusyControl(2);
    try (PineconeStore other = open(service.access())) {
      assertThat(other.collections()).hasSize(1);
    }
  }

  @Test
  void serviceThatStaysBusyIsToldWithItsPause() {
    service.setBusy(1000, Optional.of("0"));
    assertThatThrownBy(() -> late.upsert("", List.of(record("a"))))
        .isInstanceOf(Overloaded.class)
        .hasMessageContainingAll("is busy: slow down", "Try again later")
        .extracting(failure -> ((Overloaded) failure).retryAfter())
        .isEqualTo(Duration.ZERO);
  }

  @Test
  void requestsStayBelowWhatPineconeTakes() {
    List<VectorRecord> many = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      many.add(record("n%04d".formatted(i)));
    }
    Metadata large = Metadata.copyOf(Map.of("t", new MetadataValue.Text("x".repeat(39_000))));
    for (int i = 0; i < 100; i++) {
      many.add(new VectorRecord("l%04d".formatted(i), DenseVector.copyOf(1, 2), large));
    }
    late.upsert("", many);
    assertThat(service.upserts())
        .allMatch(each -> each.getVectorsCount() <= 1000)
        .allMatch(each -> each.getSerializedSize() <= 2_000_000);
    assertThat(service.upserts().stream().mapToInt(UpsertRequest::getVectorsCount).sum())
        .isEqualTo(1600);
  }

  @Test
  void listsOfHundredIdsMakePagesOfAnySize() {
    late.upsert("", IntStream.range(0, 450).mapToObj(i -> record("r%03d".formatted(i))).toList());
    List<String> seen = new ArrayList<>();
    Optional<String> next = Optional.of("");
    while (next.isPresent()) {
      Page<RecordHead> page = late.page("", "", MetadataFilter.all(), next.get(), 170);
      page.records().forEach(each -> seen.add(each.id()));
      next = page.next();
    }
    assertThat(seen).hasSize(450).isSorted().doesNotHaveDuplicates();
    assertThat(late.sample("", 30, 7)).hasSize(30).isEqualTo(late.sample("", 30, 7));
  }

  @Test
  void whoIsAwayIsNamedWithoutTheKey() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    PineconeAccess nobody =
        new PineconeAccess(
            URI.create("http://127.0.0.1:" + free), "a-secret", Optional.empty(), "aws", "x");
    assertThat(nobody.toString()).doesNotContain("a-secret");
    assertThatThrownBy(() -> open(nobody))
        .isInstanceOf(Unavailable.class)
        .hasMessageContainingAll("store-url: http://127.0.0.1:" + free, "does not answer")
        .hasMessageNotContaining("a-secret");
  }
}
