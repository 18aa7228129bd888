/// Records whose vectors this server makes.
@NullMarked
package dev.pictor.pinecone.records;

import org.jspecify.annotations.NullMarked;
