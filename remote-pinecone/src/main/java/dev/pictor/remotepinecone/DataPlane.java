package dev.pictor.remotepinecone;

import com.google.protobuf.Message;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.okhttp.OkHttpChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.pinecone.configs.PineconeConfig;
import io.pinecone.configs.PineconeConnection;
import io.pinecone.proto.VectorServiceGrpc.VectorServiceBlockingStub;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/// The connection to one index. Thread-safe.
final class DataPlane implements AutoCloseable {

  /// What may be under way at once, of all answers: with the usual 64 KiB a batch of records waits
  /// for the way there and back some thirty times. Servers of Pictor with Helidon 4.5 or older end
  /// the connection when several answers exhaust it together.
  private static final int WINDOW_BYTES = 64 << 20;

  private static final int MOST_MESSAGE_BYTES = 64_000_000;
  private static final long DEADLINE_SECONDS = 60;
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /// What a service answers.
  ///
  /// @param written number of the last write; empty when the service does not tell
  /// @param readable number of the last write that reads see; empty when it does not tell
  record Answer<R>(R message, OptionalLong written, OptionalLong readable) {

    /// Whether the service says that reads see the write that this answers.
    boolean isVisible() {
      return written.isPresent()
          && readable.isPresent()
          && readable.getAsLong() >= written.getAsLong();
    }
  }

  private final String host;
  private final Calls calls;
  private final PineconeConnection connection;

  /// @param host of the index, as the control plane tells it
  DataPlane(PineconeAccess access, String host, Calls calls) {
    this.host = host;
    this.calls = calls;
    PineconeConfig config = new PineconeConfig(key(access));
    config.setHost(PineconeConnection.formatEndpoint(host));
    config.setTLSEnabled(access.encrypted());
    config.setCustomManagedChannel(channel(access, config));
    this.connection = new PineconeConnection(config);
  }

  /// The client insists on one.
  static String key(PineconeAccess access) {
    return access.key().isEmpty() ? "none" : access.key();
  }

  private static ManagedChannel channel(PineconeAccess access, PineconeConfig config) {
    boolean encrypted = access.encrypted();
    URI address = URI.create("index://" + config.getHost());
    int port = address.getPort() >= 0 ? address.getPort() : encrypted ? HTTPS : HTTP;
    return OkHttpChannelBuilder.forAddress(address.getHost(), port, credentials(access))
        .userAgent(config.getUserAgent())
        .maxInboundMessageSize(MOST_MESSAGE_BYTES)
        .flowControlWindow(WINDOW_BYTES)
        .build();
  }

  private static ChannelCredentials credentials(PineconeAccess access) {
    if (!access.encrypted()) {
      return InsecureChannelCredentials.create();
    }
    return access
        .ca()
        .map(Authorities::of)
        .map(
            each ->
                TlsChannelCredentials.newBuilder()
                    .trustManager(new TrustManager[] {each.manager()})
                    .build())
        .orElseGet(TlsChannelCredentials::create);
  }

  String host() {
    return host;
  }

  /// Sends a request, again while the service is busy or away.
  <Q extends Message, R extends Message> Answer<R> call(
      BiFunction<VectorServiceBlockingStub, Q, R> method, Q request) {
    return calls.repeated(
        () -> {
          AtomicReference<@Nullable Metadata> headers = new AtomicReference<>();
          AtomicReference<@Nullable Metadata> trailers = new AtomicReference<>();
          try {
            R answer =
                method.apply(
                    connection
                        .getBlockingStub()
                        .withInterceptors(
                            MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS),
                    request);
            return new Answer<>(
                answer,
                number(headers, trailers, "x-pinecone-request-lsn", "x-pinecone-lsn-committed"),
                number(
                    headers, trailers, "x-pinecone-max-indexed-lsn", "x-pinecone-lsn-reconciled"));
          } catch (StatusRuntimeException e) {
            throw Faults.of(e, host);
          }
        });
  }

  private static OptionalLong number(
      AtomicReference<@Nullable Metadata> headers,
      AtomicReference<@Nullable Metadata> trailers,
      String... names) {
    for (String name : names) {
      Metadata.Key<String> key = Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
      for (AtomicReference<@Nullable Metadata> each : java.util.List.of(headers, trailers)) {
        Optional<String> text =
            Optional.ofNullable(each.get()).flatMap(it -> Optional.ofNullable(it.get(key)));
        if (text.isPresent() && text.get().matches("[0-9]{1,18}")) {
          return OptionalLong.of(Long.parseLong(text.get()));
        }
      }
    }
    return OptionalLong.empty();
  }

  @Override
  public void close() {
    connection.close();
  }
}
