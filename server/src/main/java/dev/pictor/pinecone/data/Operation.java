package dev.pictor.pinecone.data;

import com.google.protobuf.Message;
import dev.pictor.http.Access;
import java.util.function.Function;

/// One operation of the data plane, the same for every wire.
///
/// @param name of the method in gRPC
/// @param access what a key must allow
/// @param emptyRequest says of which type requests are
/// @param emptyReply says of which type replies are
/// @param work throws [dev.pictor.error.ServiceException]s
public record Operation<Q extends Message, R extends Message>(
    String name, Access access, Q emptyRequest, R emptyReply, Function<Q, R> work) {}
