package dev.pictor.pinecone.data;

import com.google.protobuf.Message;
import java.util.function.Function;

/// One operation of the data plane, the same for every wire.
///
/// @param name of the method in gRPC
/// @param emptyRequest says of which type requests are
/// @param emptyReply says of which type replies are
/// @param work throws [dev.pictor.error.ServiceException]s
public record Operation<Q extends Message, R extends Message>(
    String name, Q emptyRequest, R emptyReply, Function<Q, R> work) {}
