/// Pinecone's API. An *index* of its is a collection here, a *vector* a record.
///
/// `index` holds what an index is beside its collection; `control` and `data` are the two planes
/// over HTTP, `grpc` the data plane over gRPC, `imports` what is read from folders.
@NullMarked
package dev.pictor.pinecone;

import org.jspecify.annotations.NullMarked;
