@NullMarked
package dev.pictor.pinecone.imports;

import org.jspecify.annotations.NullMarked;
