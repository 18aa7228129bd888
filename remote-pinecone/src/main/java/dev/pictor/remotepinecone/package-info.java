/// Collections kept by a service that speaks Pinecone's protocol: Pinecone itself, or another
/// Pictor. Snapshots are its backups.
@NullMarked
package dev.pictor.remotepinecone;

import org.jspecify.annotations.NullMarked;
