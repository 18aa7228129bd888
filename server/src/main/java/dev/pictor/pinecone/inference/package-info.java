/// Pinecone's inference by the models of this server.
@NullMarked
package dev.pictor.pinecone.inference;

import org.jspecify.annotations.NullMarked;
