package dev.pictor.server;

import dev.pictor.clip.Caller;
import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.http1.Http1ConnectionSelectorConfig;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2Upgrader;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;

/// Helidon's HTTP/1.1, whose requests are told when their client hangs up, by a [ReadAhead].
/// Thread-safe.
final class Http1Connections implements ServerConnectionSelector {

  /// Clients of Pinecone fetch many records by naming all their ids in one address.
  private static final int LONGEST_REQUEST_LINE = 256 << 10;

  private final ServerConnectionSelector helidon;

  private Http1Connections(Http1ConnectionSelectorConfig.Builder helidon) {
    this.helidon =
        helidon
            .config(Http1Config.builder().maxPrologueLength(LONGEST_REQUEST_LINE).build())
            .build();
  }

  static Http1Connections plain() {
    return new Http1Connections(Http1ConnectionSelector.builder());
  }

  /// Those that become connections of HTTP/2 when the client asks for it.
  static Http1Connections upgradable() {
    return new Http1Connections(
        Http1ConnectionSelector.builder().addUpgrader(Http2Upgrader.create(Http2Config.create())));
  }

  @Override
  public int bytesToIdentifyConnection() {
    return helidon.bytesToIdentifyConnection();
  }

  @Override
  public Support supports(BufferData data) {
    return helidon.supports(data);
  }

  @Override
  public Set<String> supportedApplicationProtocols() {
    return helidon.supportedApplicationProtocols();
  }

  @Override
  public ServerConnection connection(ConnectionContext context) {
    ReadAhead client = new ReadAhead(context.dataReader());
    return new Watched(helidon.connection(new Reread(context, DataReader.create(client))), client);
  }

  /// A connection that answers its requests for `client`.
  private record Watched(ServerConnection connection, Caller client)
      implements ServerConnection, InterruptableTask<Void> {

    @Override
    public void handle(Limit limit) throws InterruptedException {
      boolean _ =
          ScopedValue.where(Caller.PRESENT, client)
              .call(
                  () -> {
                    connection.handle(limit);
                    return true;
                  });
    }

    @Override
    public boolean canInterrupt() {
      return connection instanceof InterruptableTask<?> task && task.canInterrupt();
    }

    @Override
    public Duration idleTime() {
      return connection.idleTime();
    }

    @Override
    public void close(boolean interrupt) {
      connection.close(interrupt);
    }
  }
}
