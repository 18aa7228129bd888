/// The interface to a storage engine, and the embedded engine on Lucene.
@NullMarked
package dev.pictor.store;

import org.jspecify.annotations.NullMarked;
