/// The data plane: each operation once, on the messages of the wire, and its way over HTTP.
@NullMarked
package dev.pictor.pinecone.data;

import org.jspecify.annotations.NullMarked;
