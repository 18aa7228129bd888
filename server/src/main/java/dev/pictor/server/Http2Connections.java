package dev.pictor.server;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http2.Http2Config;
import io.helidon.webserver.http2.Http2ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.util.Set;

/// Helidon's HTTP/2, which reads its connections through [HeaderFrames]. Thread-safe.
final class Http2Connections implements ServerConnectionSelector {

  private final ServerConnectionSelector helidon =
      Http2ConnectionSelector.builder().http2Config(Http2Config.create()).build();

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
    DataReader reader = DataReader.create(new HeaderFrames(context.dataReader()));
    return helidon.connection(new Reread(context, reader));
  }
}
