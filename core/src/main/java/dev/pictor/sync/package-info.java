/// Keeps libraries in step by themselves: watching, a schedule, quiet hours, pauses.
@NullMarked
package dev.pictor.sync;

import org.jspecify.annotations.NullMarked;
