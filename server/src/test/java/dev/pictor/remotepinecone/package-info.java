/// The remote store against a server of this process.
@NullMarked
package dev.pictor.remotepinecone;

import org.jspecify.annotations.NullMarked;
