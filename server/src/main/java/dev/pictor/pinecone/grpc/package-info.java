/// The data plane over gRPC.
@NullMarked
package dev.pictor.pinecone.grpc;

import org.jspecify.annotations.NullMarked;
