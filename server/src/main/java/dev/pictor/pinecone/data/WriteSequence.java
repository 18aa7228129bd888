package dev.pictor.pinecone.data;

import dev.pictor.http.Call;
import dev.pictor.http.Reply;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// The number of the last write to an index, which grows over restarts too, as clients that wait
/// for their writes expect. All reads see all writes. Thread-safe.
public final class WriteSequence {

  private final AtomicLong last = new AtomicLong(System.currentTimeMillis());

  public void written() {
    last.incrementAndGet();
  }

  /// The number by all names that it has.
  public Map<String, String> numbers() {
    String sequence = Long.toString(last.get());
    Map<String, String> numbers = new LinkedHashMap<>();
    numbers.put("x-pinecone-request-lsn", sequence);
    numbers.put("x-pinecone-max-indexed-lsn", sequence);
    numbers.put("x-pinecone-lsn-committed", sequence);
    numbers.put("x-pinecone-lsn-reconciled", sequence);
    return numbers;
  }

  /// A reply with the headers that all of the data plane have.
  ///
  /// @param began by [System#nanoTime]
  public Reply stamp(Reply reply, Call call, long began) {
    Map<String, String> headers = numbers();
    headers.put("x-pinecone-request-id", call.requestId());
    headers.put(
        "x-pinecone-request-latency-ms", Long.toString((System.nanoTime() - began) / 1_000_000));
    return reply.withAll(headers);
  }
}
