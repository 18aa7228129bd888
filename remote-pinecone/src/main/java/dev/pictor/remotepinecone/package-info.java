/// Collections kept by a service that speaks Pinecone's protocol: Pinecone itself, or another
/// Pictor.
@NullMarked
package dev.pictor.remotepinecone;

import org.jspecify.annotations.NullMarked;
