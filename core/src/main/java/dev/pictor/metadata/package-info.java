/// Typed metadata values and the filter language over them.
@NullMarked
package dev.pictor.metadata;

import org.jspecify.annotations.NullMarked;
