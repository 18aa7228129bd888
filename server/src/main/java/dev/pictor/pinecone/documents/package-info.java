/// Documents: records whose one field holds the vector, or the text that it is made of.
@NullMarked
package dev.pictor.pinecone.documents;

import org.jspecify.annotations.NullMarked;
