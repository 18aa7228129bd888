/// The control plane: indexes, in both dialects.
@NullMarked
package dev.pictor.pinecone.control;

import org.jspecify.annotations.NullMarked;
