/// Collections kept in an OpenSearch cluster with k-NN: a [dev.pictor.store.VectorStore] over the
/// official client.
@NullMarked
package dev.pictor.opensearch;

import org.jspecify.annotations.NullMarked;
