package dev.pictor.pinecone.grpc;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.pictor.error.Diagnosis;
import dev.pictor.error.ErrorCode;
import dev.pictor.error.InvalidRequest;
import dev.pictor.http.Call;
import dev.pictor.http.HttpFailure;
import dev.pictor.http.Reply;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;

/// The one message of a body: a byte that says whether it is compressed, its length in four bytes,
/// and the message. Stateless.
///
/// Nothing is allocated for a length that is only announced: the body comes first.
final class GrpcFrame {

  static final String TYPE = "application/grpc";
  static final String STATUS = "grpc-status";

  private static final int HEAD = 5;
  private static final int LARGEST_MESSAGE = 64_000_000; // what Pinecone's clients are built for

  private GrpcFrame() {}

  /// @throws HttpFailure 415 for another type of body, 413 for too large a message
  /// @throws InvalidRequest for a body that is not one message of this type
  static <Q extends Message> Q read(Call call, Q empty) throws IOException {
    if (!call.contentType().startsWith(TYPE)) {
      throw HttpFailure.unsupportedType(call.contentType(), TYPE);
    }
    ByteBuffer frame = ByteBuffer.wrap(call.body());
    if (frame.remaining() < HEAD) {
      throw new InvalidRequest("body: %d bytes (expected: one message)".formatted(frame.limit()));
    }
    boolean compressed = frame.get() == 1;
    long length = Integer.toUnsignedLong(frame.getInt());
    if (length != frame.remaining()) {
      throw new InvalidRequest(
          "body: a message of %d bytes, announced are %d (expected: one whole message)"
              .formatted(frame.remaining(), length));
    }
    requireSmall(length);
    InputStream message = new ByteArrayInputStream(frame.array(), HEAD, frame.remaining());
    return parse(compressed ? expanded(call, message) : message.readAllBytes(), empty);
  }

  private static void requireSmall(long length) {
    if (length > LARGEST_MESSAGE) {
      throw HttpFailure.tooLarge(LARGEST_MESSAGE);
    }
  }

  private static byte[] expanded(Call call, InputStream message) throws IOException {
    String encoding = call.header("grpc-encoding").orElse("none");
    if (!encoding.equals("gzip")) {
      throw new HttpFailure(
          501,
          Diagnosis.of(ErrorCode.INVALID_REQUEST),
          "grpc-encoding: %s (expected: gzip or identity)".formatted(encoding));
    }
    try (GZIPInputStream gzip = new GZIPInputStream(message)) {
      byte[] expanded = gzip.readNBytes(LARGEST_MESSAGE + 1);
      requireSmall(expanded.length);
      return expanded;
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw new InvalidRequest("body: not gzip, %s (expected: gzip)".formatted(e.getMessage()), e);
    }
  }

  private static <Q extends Message> Q parse(byte[] message, Q empty) {
    try {
      @SuppressWarnings("unchecked") // the parser of a Q parses a Q
      Q parsed = (Q) empty.getParserForType().parseFrom(message);
      return parsed;
    } catch (InvalidProtocolBufferException e) {
      throw new InvalidRequest(
          "body: not a %s, %s".formatted(empty.getDescriptorForType().getName(), e.getMessage()),
          e);
    }
  }

  /// Success with one message.
  static Reply reply(Message message) throws IOException {
    int length = message.getSerializedSize();
    byte[] frame = new byte[HEAD + length];
    ByteBuffer.wrap(frame).put((byte) 0).putInt(length);
    message.writeTo(CodedOutputStream.newInstance(frame, HEAD, length));
    return Reply.bytes(200, TYPE, frame)
        .with("grpc-accept-encoding", "identity, gzip")
        .withTrailer(STATUS, "0");
  }
}
