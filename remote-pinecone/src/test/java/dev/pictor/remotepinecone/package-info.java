@NullMarked
package dev.pictor.remotepinecone;

import org.jspecify.annotations.NullMarked;
