package dev.pictor.server;

import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;

/// Calls of gRPC by the paths of their routes, whatever their messages.
final class GrpcCalls {

  private static final MethodDescriptor.Marshaller<byte[]> BYTES =
      new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
          return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
          try (stream) {
            return stream.readAllBytes();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      };

  private GrpcCalls() {}

  /// How a call ends.
  ///
  /// @param index address of the index's port
  /// @param key none when empty
  /// @param path of the route
  static Status status(URI index, String key, String path, byte[] message) {
    Metadata headers = new Metadata();
    if (!key.isEmpty()) {
      headers.put(Metadata.Key.of("api-key", Metadata.ASCII_STRING_MARSHALLER), key);
    }
    var channel =
        NettyChannelBuilder.forAddress(index.getHost(), index.getPort())
            .usePlaintext()
            .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
            .build();
    try {
      var _ =
          ClientCalls.blockingUnaryCall(
              channel,
              MethodDescriptor.newBuilder(BYTES, BYTES)
                  .setType(MethodDescriptor.MethodType.UNARY)
                  .setFullMethodName(path.substring(1))
                  .build(),
              CallOptions.DEFAULT,
              message);
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    } finally {
      channel.shutdownNow();
    }
  }
}
