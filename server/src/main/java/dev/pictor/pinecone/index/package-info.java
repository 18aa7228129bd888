/// What Pinecone's indexes are beside their collections: deployments that are kept and shown, and
/// ports.
@NullMarked
package dev.pictor.pinecone.index;

import org.jspecify.annotations.NullMarked;
